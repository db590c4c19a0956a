// SPDX-License-Identifier: GPL-2.0-only
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "ava";
import { followJournal, parseJournal, readJournal } from "./journal.ts";
import { Journal } from "./journal-writer.ts";
import type { Event } from "./model.ts";
import { conclude } from "../verdict/conclude.ts";
import { reduce } from "../verdict/reduce.ts";
import { sampleEvents, sampleOutcomes, sampleSpecs } from "../report/testing/sample.ts";

const folder = mkdtempSync(path.join(tmpdir(), "msixlab-journal-"));
test.after.always(() => rmSync(folder, { recursive: true }));
let files = 0;
const fresh = (): string => path.join(folder, `${++files}.jsonl`);
const note = (text: string) => ({ type: "note", source: "lab", text }) as const;
const texts = (events: readonly Event[]): string[] =>
  events.flatMap((event) => (event.type === "note" ? [event.text] : []));

test("what is written is what is read, with the time added", (t) => {
  const file = fresh();
  using journal = new Journal(file);
  journal.write(note("one\ntwo"));
  const { events, skipped } = readJournal(file);
  t.deepEqual(texts(events), ["one\ntwo"]);
  t.true(Math.abs((events[0]?.time ?? 0) - Date.now()) < 5_000);
  t.is(skipped, 0);
});

test("an event that was heard from another keeps its time", (t) => {
  const file = fresh();
  using journal = new Journal(file);
  for (const event of sampleEvents()) journal.write(event);
  t.deepEqual(readJournal(file).events, sampleEvents());
});

test("two writers append to one file, line by line", (t) => {
  const file = fresh();
  using a = new Journal(file);
  using b = new Journal(file);
  for (let i = 0; i < 50; i++) {
    a.write(note(`a${i}`));
    b.write(note(`b${i}`));
  }
  t.is(new Set(texts(readJournal(file).events)).size, 100);
});

test("a torn last line is left out and counted, and the next writer begins below it", (t) => {
  const file = fresh();
  new Journal(file).write(note("whole"));
  appendFileSync(file, '{"type":"note","source":"la');
  t.deepEqual([texts(readJournal(file).events), readJournal(file).skipped], [["whole"], 1]);
  using journal = new Journal(file);
  journal.write(note("after"));
  t.deepEqual([texts(readJournal(file).events), readJournal(file).skipped], [["whole", "after"], 1]);
});

test("an event of a newer lab is left out and counted", (t) => {
  t.deepEqual(parseJournal('{"type":"eclipse","time":1}\n'), { events: [], skipped: 1 });
});

test("a journal that is not there is empty", (t) => {
  t.deepEqual(readJournal(fresh()), { events: [], skipped: 0 });
});

test("a journal is followed from its beginning, also where a chunk ends inside a character", (t) => {
  const file = fresh();
  const heard: string[] = [];
  const tail = followJournal(file, (event) => heard.push(...texts([event])), 1e6);
  tail.poll();
  new Journal(file).write(note("µ"));
  const bytes = readFileSync(file);
  rmSync(file);
  const cut = bytes.indexOf(0xc2) + 1;
  appendFileSync(file, bytes.subarray(0, cut));
  tail.poll();
  t.deepEqual(heard, []);
  appendFileSync(file, bytes.subarray(cut));
  tail.stop();
  t.deepEqual(heard, ["µ"]);
  appendFileSync(file, "torn\n");
  const { events, skipped } = tail.poll();
  t.deepEqual([texts(events), skipped], [["µ"], 1], "and what it said is kept");
});

test("a run is what its events add up to", (t) => {
  const record = reduce(sampleEvents());
  t.is(record.results.length, sampleSpecs.length * 8);
  t.is(record.cells.length, 8);
  t.true(record.cells.every(({ bootSeconds }) => bootSeconds === 4.7));
  t.deepEqual(
    record.kernels.map(({ side }) => side),
    ["base", "patched"],
  );
  t.deepEqual([...new Set(record.results.map(({ outcome }) => outcome))].sort(), [...sampleOutcomes].sort());
});

test("events that come twice, or in another order, add up to the same", (t) => {
  const events = sampleEvents();
  t.deepEqual(reduce([...events, ...events]).results, reduce(events).results);
  t.deepEqual(reduce([...events].reverse()).results.length, reduce(events).results.length);
});

test("the time between a cell's first spec and its last result is a stage", (t) => {
  const stages = reduce(sampleEvents()).stages.filter(({ stage }) => stage === "specs");
  t.is(stages.length, 8);
  t.true(stages.every(({ seconds }) => seconds > 1));
});

test("a run that was killed: the stage that was open is not ok, what had not run is MISS", (t) => {
  const events = sampleEvents();
  const cut = events.findLastIndex(({ type }) => type === "stage-start") + 1;
  const until = [...events.slice(0, cut), { time: (events[cut]?.time ?? 0) + 5_000, ...note("the end") } as Event];
  const record = conclude(reduce(until));
  const [open] = record.stages.filter(({ ok }) => !ok);
  t.is(open?.stage, "boot");
  t.true((open?.seconds ?? 0) >= 5);
  t.is(record.results.length, sampleSpecs.length * 8);
  t.is(record.results.filter(({ outcome }) => outcome === "MISS").length, sampleSpecs.length);
});

test("without run-start nobody knows what was run", (t) => {
  t.throws(() => reduce([]), { message: /no run-start/ });
});

test("concluding twice changes nothing", (t) => {
  const once = conclude(reduce(sampleEvents()));
  t.deepEqual(conclude(once), once);
});

test("what could not be run, and could when it was run again, counts as what it came to then", (t) => {
  const record = reduce(sampleEvents());
  const [miss] = record.results.filter(({ outcome }) => outcome === "MISS");
  if (miss === undefined) return t.fail("the sample has no MISS");
  const { reason: _, ...again } = { ...miss, outcome: "PASS" as const, repeat: 1 };
  const said = conclude({ ...record, repeats: [again] });
  t.deepEqual(
    said.results.filter(({ cell, spec }) => cell === miss.cell && spec === miss.spec).map(({ outcome }) => outcome),
    ["PASS"],
  );
  t.deepEqual(said.repeats, [miss]);
  t.deepEqual(conclude(said), said);
});

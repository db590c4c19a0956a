// SPDX-License-Identifier: GPL-2.0-only
import { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import test from "ava";
import type { Event } from "../record/model.ts";
import { conclude } from "../verdict/conclude.ts";
import { reduce } from "../verdict/reduce.ts";
import { createTerminal, type TerminalOptions } from "./terminal.ts";
import { liveLines } from "./terminal/live.ts";
import { fit, styled } from "./terminal/style.ts";
import { advance, newState } from "./terminal/state.ts";
import { sampleEvents } from "./testing/sample.ts";

function show(events: readonly Event[], options: TerminalOptions, columns = 80): string {
  let text = "";
  const out = new Writable({ write: (chunk, _encoding, done) => ((text += String(chunk)), done()) });
  const terminal = createTerminal(Object.assign(out, { columns, rows: 24 }) as unknown as NodeJS.WriteStream, options);
  for (const event of events) terminal.handle(event);
  terminal.finish(conclude(reduce(events)), "out/latest");
  return text;
}

/** What a terminal shows in the end: the lines that were not taken back. */
function screen(text: string): string[] {
  const lines: string[] = [];
  for (const part of text.split(/(?=\x1b\[\d+A\r\x1b\[J)/)) {
    const up = /^\x1b\[(\d+)A\r\x1b\[J/.exec(part);
    if (up !== null) lines.splice(lines.length - Number(up[1]));
    lines.push(...stripVTControlCharacters(part).replace(/\n$/, "").split("\n"));
  }
  return lines;
}

const plain = { live: false, colour: false };

test("without a TTY there are no escape sequences, and every line stays", (t) => {
  const text = show(sampleEvents(), plain);
  t.notRegex(text, /\x1b/);
  t.regex(text, /✓ build {6}patched 6\.12\.117 {2}47 s\n/);
  t.regex(text, /✗ FAIL patched\/igb\/iommu-off {2}mmap: the MSI-X table cannot be mapped\n {4}the kernel complained/);
});

test("passes and skips have no line of their own, a cell has one when it is done", (t) => {
  const text = show(sampleEvents(), plain);
  t.notRegex(text, /PASS .*bind: the driver takes the NIC/);
  t.regex(text, /specs {6}patched\/igb\/iommu-intel {2}✗ 2 FAIL {2}✓ 30 PASS {2}• 1 DONE\n/);
});

test("the verdict is at the end, with what failed, how to do it again, and where the reports are", (t) => {
  const text = show(sampleEvents(), plain);
  t.regex(
    text,
    /Regressions \(2\)\n {2}✗ mmap: the MSI-X table cannot be mapped {2}igb\/iommu-off\n.*\n {4}at uio_mmap\n {4}npm run lab -- run --side patched/,
  );
  t.regex(text, / FAIL {2}The series fails: [\s\S]*out\/latest\/report\.html/);
});

test("a long stage gives a sign of life every ten seconds, no more", (t) => {
  const start = sampleEvents()[0] as Event;
  const progress = Array.from({ length: 60 }, (_, i): Event => {
    const text = `CC file${i}.o`;
    return {
      type: "stage-progress",
      source: "build",
      time: start.time + i * 1000,
      stage: "build",
      subject: "base",
      done: i,
      total: 60,
      text,
    };
  });
  const begin: Event = { type: "stage-start", source: "build", time: start.time, stage: "build", subject: "base" };
  const lines = show([start, begin, ...progress], plain)
    .split("\n")
    .filter((line) => line.includes("CC file"));
  t.is(lines.length, 5);
  t.regex(lines[0] ?? "", /… build {6}base {2}10\/60 {2}CC file10\.o/);
});

test("on a TTY nothing of the foot is left at the end, and the cursor comes back", (t) => {
  const text = show(sampleEvents(), { live: true, colour: true });
  t.true(text.endsWith("\x1b[?25h"));
  const shown = screen(text).join("\n");
  t.notRegex(shown, /\d+\/264 specs/);
  t.regex(shown, /The series fails/);
  t.is(shown.match(/boot {7}base\/igb\/iommu-off/g)?.length, 1);
});

test("what the foot shows fits the width, coloured or not", (t) => {
  const state = newState();
  for (const event of sampleEvents().slice(0, 60)) advance(state, event);
  const start: Event = { type: "stage-start", source: "build", time: 0, stage: "build", subject: "x".repeat(200) };
  advance(state, start);
  for (const line of liveLines(state, Date.now(), 6)) t.true([...styled(fit(line, 50), false)].length <= 50);
});

test("a bar, how much is done, how long it took and how long it may take", (t) => {
  const state = newState();
  advance(state, { type: "stage-start", source: "build", time: 1000, stage: "build", subject: "patched" });
  advance(state, {
    type: "stage-progress",
    source: "build",
    time: 1000,
    stage: "build",
    subject: "patched",
    done: 25,
    total: 100,
    text: "CC a.o",
  });
  const [line] = liveLines(state, 11_000, 6);
  t.is(styled(line ?? [], false), "build      patched  ████░░░░░░░░░░░░ 25/100  10 s, about 30 s left  CC a.o");
});

test("what is skipped is no part of the work, whether the plan knows that or the machine finds out", (t) => {
  const state = newState();
  const sample = sampleEvents();
  const to = (of: "PASS" | "SKIP"): Event[] =>
    sample.filter((event) => event.type === "result" && event.result.outcome === of).slice(0, 1);
  const [passed, skipped] = [to("PASS"), to("SKIP")].map(([event]) => {
    if (event?.type !== "result") throw new Error("the sample has no such result");
    const { spec, cell, side } = event.result;
    return { event, job: { spec, cell, side } };
  });
  const known = { ...passed?.job, spec: "net: of no use here", skip: "this device has one vector" };
  const never = { ...passed?.job, spec: "net: still to come" };
  const jobs = [passed?.job, skipped?.job, known, never] as Extract<Event, { type: "plan" }>["jobs"];
  const foot = (): string => styled(liveLines(state, 0, 5).at(-1) ?? [], false);
  advance(state, { type: "plan", source: "lab", time: 0, cells: [], jobs });
  t.regex(foot(), /^0\/3 specs/);
  for (const one of [passed, skipped]) if (one !== undefined) advance(state, one.event);
  t.regex(foot(), /^1\/2 specs/);
});

test("more work than rows: the rest is counted", (t) => {
  const state = newState();
  for (let i = 0; i < 9; i++)
    advance(state, { type: "stage-start", source: "lab", time: 1, stage: "boot", subject: `cell ${i}` });
  const lines = liveLines(state, 2, 5).map((line) => styled(line, false));
  t.is(lines.length, 5);
  t.is(lines[3], "and 6 more");
});

test("NO_COLOR takes the colours and leaves the redrawing", (t) => {
  let text = "";
  const out = new Writable({ write: (chunk, _encoding, done) => ((text += String(chunk)), done()) });
  const tty = Object.assign(out, { isTTY: true, columns: 80, rows: 24 }) as unknown as NodeJS.WriteStream;
  const terminal = createTerminal(tty, { env: { NO_COLOR: "1", TERM: "xterm" } });
  for (const event of sampleEvents()) terminal.handle(event);
  terminal.finish(conclude(reduce(sampleEvents())), "out");
  t.regex(text, /\x1b\[\d+A/);
  t.notRegex(text, /\x1b\[\d+m/);
});

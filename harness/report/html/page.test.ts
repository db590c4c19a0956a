// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { Result, Stage } from "../../record/model.ts";
import { conclude } from "../../verdict/conclude.ts";
import { reduce } from "../../verdict/reduce.ts";
import { sampleEvents, sampleOutcomes, sampleSpecs } from "../testing/sample.ts";
import { renderHtml } from "./page.tsx";
import { place } from "./timeline.tsx";

const record = conclude(reduce(sampleEvents()));
const page = renderHtml(record);

test("the page needs nothing but itself", (t) => {
  t.regex(page, /^<!doctype html>\n<html lang="en">/);
  t.notRegex(page, /<(?:link|img|iframe|script) [^>]*(?:src|href)=|@import|url\(/);
  t.deepEqual(
    [...page.replace(/<script>.*<\/script>/s, "").matchAll(/href="([^#"][^"]*)"/g)].map(([, to]) => to),
    [],
  );
});

test("each link of the page leads somewhere in it", (t) => {
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
  // `#-` is nowhere on purpose: it closes a panel and leaves the page where it is.
  const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id).filter((id) => id !== "-");
  t.true(targets.length > sampleSpecs.length + record.cells.length);
  for (const target of targets) t.true(ids.has(target), target);
});

/** The parts of the page that begin so, each up to where the next one does. */
const splitPage = (beginning: RegExp): string[] => page.split(beginning).slice(1);

test("each result has a square with a glyph, and the panel of its spec tells its outcome and reason", (t) => {
  const rows = splitPage(/<tr class="spec[^"]*"/).map((row) => row.slice(0, row.indexOf("</tr>")));
  const squares = rows.flatMap((row) => [...row.matchAll(/<td class="([A-Z]+)[^"]*">(?:<a [^>]*>)?[✓✗!?–•]/g)]);
  t.is(squares.length, record.results.length);
  for (const panel of splitPage(/<article class="panel" id="s\d+"[^>]*>/).map(
    (one) => one.split("</article>")[0] ?? "",
  )) {
    const spec = /<h3>(.*?)<\/h3>/.exec(panel)?.[1]?.replaceAll("&amp;", "&");
    const told = [...panel.matchAll(/(?:✓|✗|!|\?|–|•) ([A-Z]+)<\/span> (base|patched), (\d+) machines?/g)];
    for (const outcome of sampleOutcomes) {
      const count = told.filter(([, one]) => one === outcome).reduce((sum, [, , , n]) => sum + Number(n), 0);
      t.is(
        count,
        record.results.filter((one) => one.spec === spec && one.outcome === outcome).length,
        `${spec} ${outcome}`,
      );
    }
    for (const { reason } of record.results.filter((one) => one.spec === spec))
      t.true(panel.includes(reason ?? ""), spec);
  }
});

test("what went wrong has a panel of its own, to which its square leads", (t) => {
  const bad = record.results.filter(({ outcome }) => /FAIL|ERROR|MISS/.test(outcome)).length;
  const linked = [...page.matchAll(/<td class="(?:FAIL|ERROR|MISS)[^"]*"><a href="#(r\d+)"/g)].map(([, id]) => id);
  t.is(new Set(linked).size, bad);
  for (const id of linked) t.true(page.includes(`<article class="panel" id="${id}"`), id);
  t.is(page.match(/<td class="FAIL regressions"><a href/g)?.length, 2);
});

test("what fails in the same way on several machines is one card", (t) => {
  const cards = page.match(/<details class="card FAIL"/g)?.length ?? 0;
  const specs = new Set(
    record.results.filter(({ outcome }) => outcome === "FAIL").map(({ spec, side }) => side + spec),
  );
  t.is(cards, specs.size);
  t.regex(page, /The same on 1 other machine: <a href="#r\d+">/);
});

test("a family's specs are folded unless one of them says something", (t) => {
  const says = splitPage(/<tr class="spec says"/).map((row) => row.slice(0, row.indexOf("</tr>")));
  for (const row of says) t.regex(row, /data-state="[^"]*(?:FAIL|ERROR|MISS|fixes|flaky|lost)/);
  t.is(
    says.length,
    new Set(record.results.filter(({ outcome }) => /FAIL|ERROR|MISS/.test(outcome)).map(({ spec }) => spec)).size,
  );
});

test("a failure shows its dmesg and the lines to do it again and to look around in such a machine", (t) => {
  const card = page.slice(page.indexOf('<details class="card FAIL"'));
  for (const words of [
    "RIP: 0010:uio_mmap+0x5d/0x1c0",
    "npm run lab -- run --side patched",
    "qemu-system-x86_64",
    "npm run lab -- shell --cell patched/",
  ])
    t.true(card.includes(words), words);
});

test("what a console says stays text", (t) => {
  const nasty = `</pre><script>alert(1)</script><img src=x onerror="alert(2)">`;
  const bad: Result = {
    ...{ spec: `bind: ${nasty}`, cell: "patched/igb/iommu-off", side: "patched", device: "igb", iommu: "off" },
    ...{ outcome: "FAIL", reason: nasty, detail: nasty, seconds: 1, splats: [], expected: [nasty] },
    ...{ console: nasty, facts: { [nasty]: nasty }, reproduce: nasty },
  };
  const text = renderHtml(conclude({ ...record, results: [bad], notes: [nasty], command: nasty }));
  t.is(text.match(/<script/g)?.length, 1);
  t.notRegex(text, /<img/);
});

test("a run that came to nothing still has a page", (t) => {
  const failure = { blame: "lab" as const, message: "no QEMU", output: "not found" };
  const text = renderHtml(conclude({ ...record, cells: [], jobs: [], results: [], stages: [], kernels: [], failure }));
  t.regex(text, /The run ended early/);
  t.regex(text, /No spec has a result/);
});

test("bars of one lane do not cover each other", (t) => {
  const stage = (startedAt: number, seconds: number): Stage => ({
    stage: "boot",
    subject: "x",
    startedAt,
    seconds,
    cached: false,
    ok: true,
  });
  const { placed, seconds } = place([stage(0, 10), stage(5_000, 10), stage(10_000, 10)]);
  t.deepEqual(
    placed.map(({ lane }) => lane),
    [0, 1, 0],
  );
  t.is(seconds, 20);
});

test("what is offered for copying works after the run: no line that needs its keys, ports or initrds", (t) => {
  const offered = [...page.matchAll(/data-copy="([^"]*)"/g)].map(([, line = ""]) => line);
  t.true(
    offered.some((line) => line.startsWith("npm run lab -- shell --cell ")),
    offered.join("\n"),
  );
  t.deepEqual(
    offered.filter((line) => !line.startsWith("npm run lab")),
    [],
  );
});

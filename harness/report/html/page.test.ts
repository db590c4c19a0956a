// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { Result, Stage } from "../../record/model.ts";
import { conclude, reduce } from "../../verdict/reduce.ts";
import { sampleEvents } from "../testing/sample.ts";
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
  t.true(targets.length > record.results.length);
  for (const target of targets) t.true(ids.has(target), target);
});

test("each result has a square with a glyph and a panel", (t) => {
  t.is(page.match(/<article class="panel" id="r\d+"/g)?.length, record.results.length);
  t.is(page.match(/<a class="sq [A-Z]+[^"]*" href="#r\d+"[^>]*>[✓✗!?–•]<\/a>/g)?.length, record.results.length);
  t.is(page.match(/class="sq FAIL regressions" href/g)?.length, 2);
});

test("a failure shows its dmesg and the lines to do it again, to start QEMU and to log in", (t) => {
  const card = page.slice(page.indexOf('<details class="card FAIL"'));
  for (const words of [
    "RIP: 0010:uio_mmap+0x5d/0x1c0",
    "npm run lab -- run --side patched",
    "qemu-system-x86_64",
    "ssh -p 40022",
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
  t.regex(text, /The run ended before its plan did/);
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

// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { CensusEntry, CensusRecord } from "../record/census.ts";
import { renderCensusMarkdown, renderCensusText } from "./census-write.ts";
import { renderCensusHtml } from "./html/census.tsx";

const entry = (spec: string, outcome: CensusEntry["outcome"], more: Partial<CensusEntry> = {}): CensusEntry => ({
  ...{ spec, outcome, splats: [], seconds: 1, ...more },
});

const record: CensusRecord = {
  ...{ schemaVersion: 1, id: "c1", command: "npm run lab -- census", startedAt: "2026-11-29T10:00:00Z", seconds: 90 },
  ...{ kernels: ["linux-source-6.12 (debug)"], notes: ["a note | here"], exitCode: 1 },
  behaviours: ["bind: once", "bind: twenty times", "suspend: to idle"],
  rows: [
    {
      ...{ device: "igb", chip: "Intel 82576", driver: "igb", cell: "base/igb/iommu-off/debug" },
      entries: [entry("bind: once", "PASS"), entry("bind: twenty times", "PASS"), entry("suspend: to idle", "SKIP")],
    },
    {
      ...{ device: "rtl8139", chip: "RTL8139C+", driver: "8139cp", cell: "base/rtl8139/iommu-off/debug" },
      entries: [
        entry("bind: once", "PASS"),
        entry("bind: twenty times", "FAIL", { reason: "a splat", splats: ["KASAN: <leak>", "KASAN: <leak>"] }),
      ],
    },
  ],
};

test("on the terminal a line is a driver, a character a behaviour, and failures follow with their splats", (t) => {
  const lines = renderCensusText(record).split("\n");
  t.deepEqual(lines.slice(0, 3), ["DEVICE   DRIVER  bind  suspend", "igb      igb     ✓✓    –", "rtl8139  8139cp  ✓✗"]);
  t.true(lines.includes("FAIL: 8139cp (rtl8139): bind: twenty times"));
  t.true(lines.includes("  KASAN: <leak>"));
  t.regex(lines.at(-2) ?? "", /2 drivers with 2 devices, 3 behaviours: 1 FAIL, 3 PASS, 1 SKIP; 1 min 30 s/);
});

test("in a census of several kernels a row says which", (t) => {
  const rows = record.rows.map((row) => ({ ...row, cell: `${row.cell}@6.1` }));
  t.regex(renderCensusText({ ...record, rows }), /^igb@6\.1 +igb +✓✓ /m);
});

test("in Markdown a row is a driver and a column a family; text does not break the table", (t) => {
  const text = renderCensusMarkdown(record);
  t.true(text.includes("| rtl8139 | 8139cp | 1 FAIL, 1 PASS |  |"), text);
  t.true(text.includes("| 8139cp (rtl8139) | bind: twenty times | FAIL | KASAN: &lt;leak> |"), text);
  t.true(text.includes("> a note \\| here"));
});

test("the page has a square for each behaviour, and says what is wrong", (t) => {
  const page = renderCensusHtml(record);
  t.is(page.match(/class="sq (?:PASS|FAIL|SKIP)" title="/g)?.length, 5);
  t.true(page.includes("What is wrong"));
  t.true(page.includes("KASAN: &lt;leak>"));
  t.false(renderCensusHtml({ ...record, rows: record.rows.slice(0, 1) }).includes("What is wrong"));
});

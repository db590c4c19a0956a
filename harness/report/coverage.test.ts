// SPDX-License-Identifier: GPL-2.0-only
// Coverage in each report, from the events that a run writes.
import test from "ava";
import { renderHtml } from "./html/page.tsx";
import { renderJson } from "../record/json.ts";
import { parseRunJson } from "./testing/run-json.ts";
import { renderMarkdown } from "./markdown.ts";
import type { EventBody, FileCounts } from "../record/model.ts";
import { conclude } from "../verdict/conclude.ts";
import { reduce } from "../verdict/reduce.ts";
import { summaryLines } from "./terminal/summary.ts";
import { styled } from "./terminal/style.ts";
import { sampleEvents } from "./testing/sample.ts";

const file = "drivers/uio/uio_msi.c";
const source = ["	ret = request_irq(irq);", "	if (ret) {", "		put(<trigger>);", "	}", "	return ret;"];
const lines = source.map((text, i) => ({ number: 90 + i, text, own: true }));
const stale = { file, lines: ["free_irq(irq);"], why: "it went with the last version" };
const subject = {
  changes: [{ file, built: true, hunks: [{ within: "static int set(void)", lines }] }],
  reasons: [{ file, lines: ["put(<trigger>);"], why: "request_irq() | fails when memory does" }, stale],
};
const counts: FileCounts[] = [{ file, lines: [90, 91, 92, 94].map((line) => ({ line, count: line === 92 ? 0 : 12345, branches: line === 91 ? [0, 12345] : [] })) }]; // prettier-ignore
const cell = "patched/igb/iommu-off/coverage";
const said: readonly EventBody[] = [
  { type: "coverage-subject", source: "build", subject },
  { type: "coverage", source: "lab", cell, counts },
];
const events = sampleEvents();
const timed = said.map((event) => ({ ...event, time: events.at(-1)?.time ?? 0 }));
const record = conclude(reduce([...events, ...timed]));

test("a run without the flavour coverage says nothing of it", (t) => {
  const plain = conclude(reduce(events));
  t.false("coverage" in plain);
  for (const text of [renderHtml(plain), renderMarkdown(plain)]) t.notRegex(text, /id="coverage"|Coverage of the/);
});

test("run.json holds it, and the counts of a cell that are said twice count once", (t) => {
  t.deepEqual(parseRunJson(renderJson(record)).coverage, record.coverage);
  t.deepEqual(conclude(reduce([...events, ...timed, ...timed])).coverage, record.coverage);
  t.like(record.coverage, { cells: [cell], lines: { total: 4, covered: 3, explained: 1 } });
});

test("report.html shows each line with its count and a mark that needs no colour", (t) => {
  const page = renderHtml(record);
  t.regex(page, /<b>75\.0%<\/b> of its lines \(3 of 4 lines, 1 more explained\)/);
  t.regex(page, /<tr class="missed own"><td class="mark" title="did not run">✗<\/td><td class="times"[^>]*>0</);
  t.regex(page, /<tr class="part own">.*?◐<\/td><td class="times" title="patched\/igb\/iommu-off\/coverage">12k</);
  t.regex(page, /<td class="ways" title="0, 12345">1\/2<\/td>/);
  t.regex(page, /put\(&lt;trigger>\);/);
  t.regex(page, /Ran in patched\/igb\/iommu-off\/coverage\./);
  t.regex(page, /Stale reasons.*free_irq/s);
});

test("summary.md has the shares, what did not run first, and the reasons", (t) => {
  const text = renderMarkdown(record);
  t.regex(text, /- lines: \*\*75\.0%\*\*/);
  t.regex(text, /- branches on them: \*\*50\.0%\*\* \(1 of 2 branches\)/);
  t.regex(text, /\| `drivers\/uio\/uio_msi\.c:92` \| `put\(<trigger>\);` \| did not run \| request_irq\(\) \\\| fails/);
  t.true(text.indexOf("uio_msi.c:92") < text.indexOf("uio_msi.c:91"));
  t.regex(text, /1 of 2 branches not taken/);
});

test("the terminal says it in one line", (t) => {
  const said = summaryLines(record, "out/x").map((line) => styled(line, false));
  t.deepEqual(
    said.filter((line) => line.includes("coverage")),
    ["  coverage 75.0% of lines, 50.0% of branches  3 of 4 lines, 1 more explained, 1 of 2 branches"],
  );
});

// SPDX-License-Identifier: GPL-2.0-only
// What stands beside a reviewer's remark, and what --port changed, in each report that shows them.
import test from "ava";
import { renderHtml } from "./html/page.tsx";
import { renderMarkdown } from "./markdown.ts";
import type { Result, ReviewRemark, RunRecord, Splat } from "../record/model.ts";
import { conclude } from "../verdict/conclude.ts";
import { reduce } from "../verdict/reduce.ts";
import { bearingsOn, silenceOn } from "./review.ts";
import { sampleEvents } from "./testing/sample.ts";

const sample = conclude(reduce(sampleEvents()));

const result = (spec: string, device: string, more: Partial<Result>): Result => ({
  ...{ spec, cell: `patched/${device}/iommu-off`, side: "patched", device, iommu: "off", seconds: 1 },
  ...{ outcome: "PASS", splats: [], expected: [], facts: {}, ...more },
});
const splat: Splat = { kind: "oops", header: "BUG", line: 0, text: [], at: "demo_probe" };

const review: readonly ReviewRemark[] = [
  {
    file: "demo.c",
    line: 9,
    function: "demo_open",
    calls: ["pci_enable_msix"],
    specs: ["bind: vectors"],
    text: "Why?",
  },
  { file: "demo.c", line: 90, function: "demo_probe", text: "Hm." },
  { file: "demo.c", line: 2, text: "A typo." },
  { file: "demo.c", line: 3, specs: ["bind: left out"], text: "Sure?" },
];
const record: RunRecord = {
  ...sample,
  review: [...review],
  results: [
    result("bind: vectors", "igb", { outcome: "PASS" }),
    result("bind: vectors", "e1000e", { outcome: "FAIL", reason: "there are none" }),
    result("bind: vectors", "igbvf", { outcome: "FAIL", reason: "there are none" }),
    result("bind: vectors", "edu", { outcome: "SKIP", reason: "needs igb" }),
    result("bind: vectors", "nvme", { side: "base", outcome: "FAIL", reason: "no driver" }),
    result("refuse: no MSI-X", "edu", { outcome: "FAIL", reason: "oops", splats: [splat] }),
  ],
  port: {
    changes: [
      {
        ...{ patch: "demo", rule: "demo() takes <nothing>", file: "demo.cocci", since: "6.8", commit: "0123456789ab" },
        ...{ why: "it never did", diff: "--- a/demo.c\n+++ b/demo.c\n@@ -1 +1 @@\n-demo(1);\n+demo();" },
      },
      { patch: "demo", rule: "a list", file: "l.rule", since: "4.12", why: "gone", diff: "@@\n+l", dropped: true },
    ],
    brought: [{ patch: "uio: an operation", rule: "there is none" }],
  },
};

test("beside a remark stand the outcomes of specs about its code, worst first, machines together", (t) => {
  t.deepEqual(
    bearingsOn(record, review[0] ?? { text: "" }).map(({ outcome, machines }) => [outcome, ...machines]),
    [
      ["FAIL", "e1000e/iommu-off", "igbvf/iommu-off"],
      ["PASS", "igb/iommu-off"],
    ],
  );
});

test("and those in which the kernel blames its function", (t) => {
  t.deepEqual(
    bearingsOn(record, review[1] ?? { text: "" }).map(({ spec }) => spec),
    ["refuse: no MSI-X"],
  );
});

test("where none does, that is said", (t) => {
  t.deepEqual(
    review.slice(2).map((remark) => [bearingsOn(record, remark).length, silenceOn(remark)]),
    [
      [0, "No spec covers this."],
      [0, "Not run: bind: left out."],
    ],
  );
});

const reports = { "summary.md": renderMarkdown(record), "report.html": renderHtml(record) };
for (const [name, text] of Object.entries(reports)) {
  test(`${name} shows both`, (t) => {
    for (const words of ["No spec covers this.", "Not run: bind: left out.", "e1000e/iommu-off, igbvf/iommu-off"])
      t.true(text.includes(words), words);
    for (const words of [
      "demo() takes &lt;nothing",
      "since 6.8, 0123456789ab",
      "demo.cocci",
      "left out",
      "uio: an operation",
    ])
      t.true(text.includes(words), words);
    t.regex(text, /-demo\(1\);\n(?:<\/span><span class="ins">)?\+demo\(\);/);
  });
}

test("that nothing had to change is said, too", (t) => {
  const nothing = { ...record, port: { changes: [], brought: [] } };
  for (const text of [renderMarkdown(nothing), renderHtml(nothing)]) t.true(text.includes("Nothing changed."));
});

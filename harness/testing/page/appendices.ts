// SPDX-License-Identifier: GPL-2.0-only
// What a record has beside its results: each part of it that a page shows, once.
import type { Cell, RunRecord } from "../../record/model.ts";

const file = "drivers/uio/uio_msi.c";
const none = { subjects: [file], omitted: [], findings: [], known: 0, seconds: 1 };

const sampleStatic = (more: string): RunRecord["static"] => [
  { ...none, name: "checkpatch", what: "checkpatch.pl --strict", outcome: "PASS", known: 2 },
  {
    ...{ ...none, name: "sparse", what: "sparse (C=2)", outcome: "FAIL", reason: `1 warning${more}` },
    findings: [
      { grade: "warning", file, line: 12, message: `dereference of <noderef>${more}`, text: `uio.c:12${more}` },
    ],
    reproduce: "npm run lab -- check --only sparse",
  },
  { ...none, name: "clang", what: "clang, W=1", outcome: "SKIP", reason: "this host has no clang (package clang)" },
];

const sourceLines = (more: string) =>
  ["\tret = request_irq(irq);", "\tif (ret) {", `\t\tput(trigger);${more}`, "\t}", ""].map((text, i) => ({
    ...{ number: 90 + i, text, own: i > 0 },
    ...(i > 3 ? {} : { count: i === 2 ? 0 : 12345, ran: i === 2 ? [] : [0] }),
    ...(i === 1 ? { branches: [0, 12345] } : {}),
    ...(i === 2 ? { reason: `request_irq() fails when memory does${more}` } : {}),
  }));

function sampleCoverage(cells: readonly Cell[], more: string): RunRecord["coverage"] {
  const share = { total: 3, covered: 2, explained: 1 };
  const hunks = [{ within: "static int set(void)", lines: sourceLines(more), ran: cells.map((_, i) => i) }];
  const stale = [{ file, lines: ["free_irq(irq);"], why: `it went with the last version${more}` }];
  return {
    cells: cells.map(({ id }) => id),
    lines: share,
    branches: share,
    files: [{ file, built: true, hunks }],
    stale,
  };
}

/** Static checks, coverage, a review, ported patches and single commits; `more` is put wherever there is free text. */
export function appendices(cells: readonly Cell[], more: string): Partial<RunRecord> {
  const counted = cells.filter(({ flavour }) => flavour === "coverage");
  const diff = `--- a/demo.c\n+++ b/demo.c\n@@ -1 +1 @@\n-demo(1);\n+demo();${more}`;
  return {
    static: sampleStatic(more) ?? [],
    ...(counted.length === 0 ? {} : { coverage: sampleCoverage(counted, more) ?? undefined }),
    review: [{ author: "A Reviewer", file, line: 9, hunk: `+\tdemo();${more}`, text: `Why?${more}` }],
    port: {
      changes: [
        { patch: "demo", rule: "demo() takes nothing", file: "demo.cocci", since: "6.8", why: `gone${more}`, diff },
      ],
      brought: [{ patch: "0001-demo.patch", rule: "it is needed" }],
    },
    commits: [
      { number: 1, of: 2, subject: `uio: one${more}`, state: "builds" },
      { number: 2, of: 2, subject: "uio: two", state: "broken", output: `error: expected ';'${more}` },
    ],
  } as Partial<RunRecord>;
}

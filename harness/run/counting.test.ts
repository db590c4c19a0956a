// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { cells } from "../../lab/matrix.ts";
import { isBlamed, KernelError, LabError } from "../host/errors.ts";
import type { Coverage, CoverageSubject, Event, FileCounts } from "../record/model.ts";
import { reduce } from "../verdict/reduce.ts";
import { elsewhere, labsIfCounting } from "./counting.ts";

const file = "drivers/net/igbvf.c";
const subject: CoverageSubject = {
  changes: [{ file, built: true, hunks: [{ within: "", lines: [{ number: 3, text: "go();", own: true }] }] }],
  reasons: [],
  zero: [{ file, lines: [{ line: 3, count: 0, branches: [] }] }],
};
const plan = cells({ profile: "default" }).map((cell) => ({ cell, specs: [] }));
const cell = "patched/igb/iommu-intel/counted";

/** What a run measured in which these cells counted. */
function measured(counted: readonly { cell: string; counts: FileCounts[] }[]): Coverage | undefined {
  const host = { os: "", kernel: "", cpus: 1, node: "", qemu: "" };
  const events: Event[] = [
    {
      time: 0,
      type: "run-start",
      source: "lab",
      run: { id: "1", command: "", startedAt: "2027-01-01T00:00:00Z", host },
    },
    { time: 1, type: "coverage-subject", source: "build", subject },
    ...counted.map((one) => ({ time: 2, type: "coverage", source: "lab", machines: 1, ...one }) as const),
  ];
  return reduce(events).coverage;
}

const counts = (count: number): FileCounts[] => [{ file, lines: [{ line: 3, count, branches: [] }] }];
const options = { filters: { profile: "default", count: true } } as const;

test("where the first machines ran nothing of the series, the devices that are left count", (t) => {
  const more = elsewhere(plan, options, measured([{ cell, counts: counts(0) }]));
  t.deepEqual(more?.name, { side: "patched", flavour: "counted" });
  t.true(more?.filters.ids?.includes("patched/igbvf/iommu-off/counted"));
  t.false(more?.filters.ids?.includes(cell));
  t.deepEqual(
    cells(more?.filters).map(({ id }) => id),
    more?.filters.ids,
    "and those cells alone",
  );
});

test("where a patch chose its machines, a function that nobody entered is looked for on the others, too", (t) => {
  const functions = [
    { name: "igb_up", count: 1, from: 1, to: 5 },
    { name: "igb_io_resume", count: 0, from: 6, to: 9 },
  ];
  const coverage = measured([{ cell, counts: counts(1).map((one) => ({ ...one, functions })) }]);
  t.is(elsewhere(plan, options, coverage), undefined);
  const chosen = { filters: { ...options.filters, countAll: true } };
  t.true(elsewhere(plan, chosen, coverage)?.filters.ids?.includes("patched/igb/iommu-off/nomsi/counted"));
});

test("where something ran, nobody counted or nobody asked, nothing is added", (t) => {
  t.is(elsewhere(plan, options, measured([{ cell, counts: counts(1) }])), undefined);
  t.is(elsewhere(plan, options, measured([])), undefined);
  t.is(elsewhere(plan, { filters: { count: false } }, measured([{ cell, counts: counts(0) }])), undefined);
});

test("a kernel with counters that does not boot says nothing of the series, and any other kernel does", (t) => {
  const error = new KernelError("it did not boot", { why: "panic" });
  const told = labsIfCounting("counted", error);
  t.true(told instanceof LabError && isBlamed(told) && told.why === "panic");
  t.is(labsIfCounting("plain", error), error);
  t.is(labsIfCounting("counted", "x"), "x");
});

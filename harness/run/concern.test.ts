// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { cellAt } from "../../lab/matrix.ts";
import type { DeviceModel } from "../../lab/device/index.ts";
import { sortByConcern, type Changed } from "./concern.ts";
import type { PlannedCell } from "./plan.ts";
import { renderPatch } from "./plan-patch-text.ts";

const needs = {
  "bind: takes the NIC": { driver: "uio_msi" },
  "bind: enables MSI-X": { driver: "uio_msi", about: ["pci_alloc_irq_vectors*"] },
  "errors: refuses": { driver: "uio_pci_generic" },
  "network: answers": {},
};
const planned = (side: "base" | "patched", device: DeviceModel): PlannedCell => ({
  cell: cellAt(side, { device, iommu: "off", flavour: "plain" }),
  specs: Object.entries(needs).map(([id, own]) => ({
    planned: {
      id,
      file: "/specs/a.spec.ts",
      spec: { id, family: "a", title: id, needs: own, body: () => Promise.resolve() },
    },
    skip: device === "edu" ? "says nothing of edu" : undefined,
  })),
});
const plan = [
  planned("base", "igb"),
  planned("patched", "igb"),
  planned("patched", "e1000e"),
  planned("patched", "edu"),
];
const changed = (change: Partial<Changed>): Changed => ({
  functions: [],
  modules: [],
  calls: new Map([
    ["uio_msi", []],
    ["uio_pci_generic", []],
  ]),
  ...change,
});

test("specs that need the driver whose code changes exercise the patch; each counts once", (t) => {
  t.deepEqual(sortByConcern(plan, changed({ modules: ["uio_msi"] })), {
    exercise: [{ why: "the driver uio_msi, which it changes", specs: ["bind: takes the NIC", "bind: enables MSI-X"] }],
    machine: 0,
    none: 2,
    absent: 0,
    cells: [],
  });
});

test("so do those whose driver calls what changes, and those about a function that changes", (t) => {
  const calls = new Map([
    ["uio_pci_generic", ["uio"]],
    ["uio_msi", []],
  ]);
  const { exercise, none } = sortByConcern(
    plan,
    changed({ modules: ["uio"], calls, functions: ["pci_alloc_irq_vectors_affinity"] }),
  );
  t.deepEqual(exercise, [
    { why: "pci_alloc_irq_vectors_affinity(), which it changes", specs: ["bind: enables MSI-X"] },
    { why: "the driver uio_pci_generic, which calls uio", specs: ["errors: refuses"] },
  ]);
  t.is(none, 2);
});

test("a machine that runs changed code exercises nothing by that, but for specs about whatever driver it has", (t) => {
  const igb = sortByConcern(plan, changed({ modules: ["igb"] }));
  t.deepEqual(igb, {
    exercise: [{ why: "the driver igb, which drives the device", specs: ["network: answers"] }],
    ...{ machine: 3, none: 0, absent: 0, cells: ["patched/igb/iommu-off"] },
  });
  t.is(sortByConcern(plan, changed({ modules: ["vmlinux"] })).machine, 4);
});

test("a spec whose driver the kernel does not have exercises nothing, and is counted as that", (t) => {
  const calls = new Map([["uio_pci_generic", ["uio"]]]);
  const { exercise, absent, none } = sortByConcern(plan, changed({ modules: ["uio"], calls }));
  t.deepEqual(exercise, [{ why: "the driver uio_pci_generic, which calls uio", specs: ["errors: refuses"] }]);
  t.deepEqual([absent, none], [2, 1]);
});

test("what no machine of the run has is said plainly", (t) => {
  const specs = sortByConcern(plan, changed({ modules: ["ath9k"] }));
  t.deepEqual(specs, { exercise: [], machine: 0, none: 4, absent: 0, cells: [] });
  const file = { change: "changed", insertions: 1, deletions: 1, hunks: 1, lines: [7] } as const;
  const text = renderPatch({
    name: "ath9k: louder",
    kernel: "linux 6.12",
    notes: [],
    files: [
      { ...file, file: "drivers/net/wireless/ath/ath9k/main.c", functions: ["ath9k_start"], into: [] },
      { ...file, file: "Documentation/a.rst", functions: [], into: [] },
    ],
    specs,
  });
  t.is(
    text,
    `Patch: ath9k: louder
It applies to linux 6.12.
It touches
  drivers/net/wireless/ath/ath9k/main.c  +1 -1  ath9k_start(): not compiled in this kernel
  Documentation/a.rst  +1 -1  1 hunk: no code
Nothing in this run exercises what it changes.`,
  );
});

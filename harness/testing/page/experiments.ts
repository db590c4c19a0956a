// SPDX-License-Identifier: GPL-2.0-only
// Records of bisect, mutate, regressions and census as they are when much is in them.
import { readdirSync } from "node:fs";
import path from "node:path";
import { devices } from "../../../lab/device/index.ts";
import { root } from "../../host/paths.ts";
import type { CensusEntry, CensusRecord } from "../../record/census.ts";
import type { MutantRecord, MutationRecord } from "../../record/mutation.ts";
import type { RegressionRecord, RegressionsRecord } from "../../record/regressions.ts";
import type { BisectionRecord } from "../../report/bisection.ts";
import { longText } from "./outcomes.ts";

const common = { schemaVersion: 1 as const, startedAt: "2026-11-22T09:30:00Z", seconds: 612 };
const statuses = ["killed", "survived", "explained", "unbuilt", "unchanged", "error", "miss"] as const;
const files = readdirSync(path.join(root, "guest-kernel/mutants")).filter((name) => name.endsWith(".patch"));

function mutant(file: string, i: number): MutantRecord {
  const status = statuses[i % 9] ?? "killed";
  const seen =
    status === "killed" ? { spec: "vectors: each wakes its own eventfd", cell: "patched/igb/iommu-off" } : {};
  const how = status === "killed" ? { how: "both" as const } : {};
  return {
    name: file.replace(".patch", ""),
    breaks: i === 1 ? longText : "a lock is missing",
    status,
    ...seen,
    ...how,
    why: i < 4 ? longText : "it failed",
    ran: 7,
    seconds: 31,
    ...(i % 3 === 0 ? { generated: generated(i) } : {}),
  };
}

/** Where a tool made a mutant. */
function generated(i: number): NonNullable<MutantRecord["generated"]> {
  const line = i === 3 ? longText : "\tnetif_carrier_off(netdev);";
  return {
    ...{ operator: "call", file: "drivers/net/ethernet/intel/igb/igb_main.c", function: "igb_down", line: 2178 },
    diff: `--- a/a.c\n+++ b/a.c\n@@ -3 +3 @@ igb_down()\n-${line}\n+\t;\n`,
    ...{ cells: ["igb/iommu-off", "igb/iommu-intel"], reached: i % 2 === 0 },
  };
}

/** All mutants that there are, with every status. */
export const mutation: MutationRecord = {
  ...{ ...common, id: "m1", command: `npm run lab -- mutate ${longText}`, sound: 507, exitCode: 3 },
  series: { name: "uio_msi", path: "guest-kernel/series", patches: [] },
  broken: [{ cell: "patched/igb/iommu-off", spec: "bind: it is bound", why: longText }],
  generation: {
    ...{ seed: 7, files: ["drivers/net/ethernet/intel/igb/igb_main.c"], functions: 240, possible: 2949 },
    ...{ kernel: "linux-source-6.12 6.12.117-1", profile: "default" },
  },
  mutants: files.map(mutant),
  notes: [longText],
};

const ends = ["found", "missed", "hidden", "error", "miss"] as const;

function regression(status: RegressionRecord["status"], i: number): RegressionRecord {
  const text = i === 1 ? longText : "igb: a lock is missing";
  const seen = status === "found" ? { spec: `net: ${text}`, cell: "patched/igb/iommu-off", how: "splat" as const } : {};
  return {
    ...{ name: `igb-${status}`, breaks: text, fix: `72ddef0506da ("${text}")`, shows: text, status, ...seen },
    ...{ where: ["igb/iommu-off/debug"], cells: ["igb/iommu-off", "igb/iommu-intel"], why: text, ran: 7, seconds: 31 },
  };
}

/** Regressions with every status. */
export const regressions: RegressionsRecord = {
  ...{ ...common, id: "r1", command: `npm run lab -- regressions ${longText}`, sound: 507, exitCode: 3 },
  ...{ kernel: "linux-source-6.12 6.12.117-1", profile: "default", notes: [longText] },
  broken: [{ cell: "patched/igb/iommu-off", spec: "bind: it is bound", why: longText }],
  regressions: ends.map(regression),
};

const outcomes = ["PASS", "PASS", "FAIL", "SKIP", "MISS", "ERROR", "DONE"] as const;

const asked = (spec: string, i: number): CensusEntry => ({
  ...{ spec, outcome: outcomes[i % outcomes.length] ?? "PASS", seconds: 1 },
  splats: i % 5 === 0 ? [`KASAN: ${longText}`] : [],
  ...{ reason: longText, reproduce: `npm run lab -- --cell ${longText}` },
});
const behaviours = ["bind", "remove", "suspend", "reset", "faults", "unplug"].flatMap((family) =>
  Array.from({ length: 12 }, (_, i) => `${family}: ${i === 3 ? longText : `once ${i}`}`),
);

/** A census of all devices, with every outcome. */
export const census: CensusRecord = {
  ...{ ...common, id: "c1", command: `npm run lab -- census ${longText}`, behaviours, notes: [longText], exitCode: 1 },
  ...{ kernels: ["linux-source-6.12 6.12.117-1 (debug)"], failure: longText },
  rows: Object.values(devices).map(({ model, chip, driver }, row) => ({
    ...{ device: model, chip, driver: driver?.name ?? "none", cell: `base/${model}/iommu-off/debug` },
    entries: behaviours.map((spec, i) => asked(spec, i % 9 === 4 ? i + row : 0)),
  })),
};

const point = (number: number, verdict: "good" | "bad" | "skipped") => ({
  ...{ number, id: `000${number}.patch`, subject: number === 2 ? `uio: ${longText}` : "uio: step", verdict },
  ...{ passed: 1, failed: 3, confidence: 0.999, made: "modules", ...(verdict === "skipped" ? { why: longText } : {}) },
});
const counts = { passed: 4, failed: 1 };

/** A bisection with a step of each kind. */
export const bisection: BisectionRecord = {
  ...{ ...common, id: "b1", command: `npm run lab -- bisect ${longText}`, wanted: 0.99, confidence: 0.9931, runs: 31 },
  ...{ spec: `errors: ${longText}`, cell: "patched/igb/iommu-off", conclusion: "found", exitCode: 0 },
  of: { kind: "series", name: "eight", suspects: 3 },
  suspects: [{ number: 2, id: "0002.patch", subject: `uio: ${longText}`, probability: 0.9931 }],
  ...{ good: counts, bad: counts, without: counts, having: counts },
  steps: [point(1, "good"), point(2, "bad"), point(3, "skipped")],
  sentence: `It is "uio: ${longText}" (0002.patch), 99.3 % sure.`,
};

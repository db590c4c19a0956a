// SPDX-License-Identifier: GPL-2.0-only
// What comes of a spec in a generated run: spread over the matrix by a hash, so that it is the same each time.
import type { Cell, Job, Result } from "../../record/model.ts";

/** How much goes wrong in a run. */
export type Trouble = "none" | "some" | "all";

/** Words that a line can be broken between, and one that is longer than a telephone is wide. */
export const longText = `it goes on for longer than anybody would like and names ${"uio_msi_irq_set_eventfd_and_wait_for_it_".repeat(5)} and /sys/bus/pci/devices/0000:00:02.0/0000:01:00.0/driver_override/${"0123456789abcdef".repeat(9)}`;

const oops = [
  "BUG: kernel NULL pointer dereference, address: 0000000000000018",
  "Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI",
  "CPU: 0 UID: 0 PID: 97 Comm: sh Not tainted 6.12.117 #1",
  "RIP: 0010:uio_mmap+0x5d/0x1c0",
  "Code: 48 8b 43 18 48 85 c0 74 0a 48 8b 40 08 48 85 c0 75 21 48 8b 43 20 48 8b 78 18 <48> 8b 47 18 48 85 c0 74 0c 48 89 de e8 f4 2d 5e 00 85 c0 75 4a",
  "Call Trace:",
  " mmap_region+0x47d/0x9b0",
  " do_mmap+0x4a6/0x610",
  "---[ end trace 0000000000000000 ]---",
];

/** FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return value;
}

type PartialResult = Pick<Result, "outcome"> & Partial<Result>;

const complaint: PartialResult = {
  ...{ outcome: "FAIL", reason: `the kernel complained: ${oops[0]}` },
  splats: [{ kind: "oops", header: oops[0] ?? "", line: 3, text: oops, at: "uio_mmap", fingerprint: "uio_mmap" }],
  console: ["msixlab: spec start", ...Array.from({ length: 6 }, () => oops).flat()].join("\n"),
};
const behaviour: PartialResult = {
  ...{ outcome: "FAIL", reason: "an interrupt row is left in /proc/interrupts" },
  detail: "Difference:\n\n- []\n+ ['25: PCI-MSIX-0000:01:00.0']",
  console: "msixlab: spec start\nuio_msi 0000:01:00.0: bound",
};
const broken: readonly PartialResult[] = [
  complaint,
  behaviour,
  {
    outcome: "ERROR",
    reason: "ReferenceError: count is not defined",
    detail: "    at specs/uio_msi/uapi.spec.ts:88:12",
  },
  { outcome: "MISS", reason: "no machine: QEMU exited with 134 before its first line" },
];
const measured = {
  ...{ name: "eventfd", count: 500, least: 7, p5: 8, median: 11.4, p95: 30, most: 90 },
  histogram: [0, 4, 90, 220, 130, 40, 12, 3, 1, 0],
};
const measurement: PartialResult = {
  ...{ outcome: "DONE", facts: { "per interrupt": "11.4 µs" } },
  measurements: [{ what: "latency", unit: "µs", from: 5, to: 100, distributions: [measured], ratios: [] }],
};

/** The outcome of a planned spec in its cell. */
export function sampleOutcome({ spec: name, skip }: Job, { side, id }: Cell, trouble: Trouble): PartialResult {
  const spec = name.replace(`, ${longText}`, "");
  if (skip !== undefined) return { outcome: "SKIP", reason: skip };
  const dice = hash(`${spec}\n${id}`);
  if (trouble === "all" && side === "patched") return dice % 2 === 0 ? complaint : behaviour;
  if (spec.startsWith("latency")) return measurement;
  // Now and then: a whole spec that breaks or is mended on each machine, and single squares that do.
  if (trouble === "some" && hash(spec) % 97 === 3) return side === "patched" ? complaint : { outcome: "PASS" };
  if (trouble === "some" && hash(spec) % 89 === 5) return side === "base" ? behaviour : { outcome: "PASS" };
  if (trouble === "some" && dice % 400 === 7) return broken[(dice >> 9) % broken.length] ?? behaviour;
  return { outcome: "PASS", facts: dice % 3 === 0 ? { "vector 0": "1", "vector 1": "1" } : {} };
}

// SPDX-License-Identifier: GPL-2.0-only
// A run that never was, as its events: what the tests of the reports render. The same each time.
import type { Cell, Event, EventBody, Outcome, Result, Side } from "../../record/model.ts";

const families: Readonly<Record<string, readonly string[]>> = {
  bind: [
    "the driver takes the NIC",
    "the driver lets go of the NIC",
    "a NIC without MSI-X is refused",
    "a second bind is refused",
  ],
  vectors: [
    "each vector rings its own eventfd",
    "a vector rings only once",
    "vector 5 of 5 does not exist",
    "a closed eventfd is let go",
  ],
  open: ["the first open enables MSI-X", "the last close clears bus master", "two openers share the vectors"],
  ioctl: [
    "an unknown ioctl is ENOTTY",
    "a negative fd other than -1 is EINVAL",
    "a good eventfd stays if the next is bad",
    "a 32-bit process is served",
  ],
  mmap: ["a BAR below a page can be mapped", "the MSI-X table cannot be mapped", "maps have the names of their BARs"],
  iommu: ["DMA to a mapped page arrives", "DMA to an unmapped page faults", "interrupt remapping is on"],
  unbind: [
    "unbind while open leaves nothing behind",
    "rebind works after it",
    "unplug while open leaves nothing behind",
  ],
  memory: ["an allocation that fails in probe leaks nothing", "an allocation that fails in open leaks nothing"],
  locks: ["mmap then ioctl takes locks in one order", "ioctl then unbind takes locks in one order"],
  storm: ["ten thousand interrupts are all counted", "an interrupt to a busy reader waits", "what an interrupt costs"],
  oracle: ["vfio-pci sees the same vectors", "uio_pci_generic still works"],
};

/** The specs of the sample. */
export const sampleSpecs = Object.entries(families).flatMap(([family, tests]) =>
  tests.map((test) => `${family}: ${test}`),
);

const machines = ["igb/off", "igb/intel", "e1000e/off", "e1000e/intel"] as const;
const zero = Date.UTC(2026, 10, 22, 9, 30);
const trap = "the driver uio_msi does not exist on base";

function sampleCell(side: Side, machine: (typeof machines)[number]): Cell {
  const [device = "", iommu = ""] = machine.split("/");
  const id = `${side}/${device}/iommu-${iommu}`;
  const qemu = `qemu-system-x86_64 -machine q35,kernel-irqchip=split -accel tcg -cpu qemu64 -smp 2 -m 512 ${iommu === "intel" ? "-device intel-iommu,intremap=on " : ""}-kernel bzImage -initrd ${side}.initrd -append 'console=ttyS0 panic=-1 oops=panic' -device pcie-root-port,id=rp0,chassis=1 -device ${device},bus=rp0,netdev=n0,romfile= -netdev user,id=n0,restrict=on -nographic`;
  return {
    id,
    side,
    device,
    iommu,
    bootSeconds: 4.7,
    qemu,
    ssh: "ssh -p 40022 root@127.0.0.1",
    shell: `npm run lab -- shell --cell ${id}`,
    console: `cells/${id.replaceAll("/", "-")}/boot.console.log`,
  };
}

const oops = [
  "BUG: kernel NULL pointer dereference, address: 0000000000000018",
  "#PF: supervisor read access in kernel mode",
  "#PF: error_code(0x0000) - not-present page",
  "Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI",
  "CPU: 0 UID: 0 PID: 97 Comm: sh Not tainted 6.12.117 #1",
  "RIP: 0010:uio_mmap+0x5d/0x1c0",
  "Call Trace:",
  " <TASK>",
  " mmap_region+0x47d/0x9b0",
  " do_mmap+0x4a6/0x610",
  " vm_mmap_pgoff+0xe7/0x1b0",
  " </TASK>",
  "---[ end trace 0000000000000000 ]---",
];

type PartialResult = Pick<Result, "outcome"> & Partial<Result>;

function baseOutcome(spec: string): PartialResult {
  if (spec === "mmap: a BAR below a page can be mapped") return { outcome: "FAIL", reason: "mmap answers EINVAL" };
  if (spec.startsWith("oracle: ") || spec.startsWith("mmap: ")) return { outcome: "PASS" };
  return { outcome: "SKIP", reason: trap };
}

function patchedOutcome(spec: string, { device, iommu }: Cell): PartialResult {
  if (spec === "mmap: the MSI-X table cannot be mapped" && device === "igb") {
    const splats = [{ kind: "oops" as const, header: oops[0] ?? "", line: 3, text: oops, at: "uio_mmap" }];
    return {
      outcome: "FAIL",
      reason: `the kernel complained: ${oops[0]}`,
      splats,
      console: ["msixlab: spec start", ...oops].join("\n"),
    };
  }
  if (spec === "unbind: unbind while open leaves nothing behind" && iommu === "intel")
    return {
      outcome: "FAIL",
      reason: "an interrupt row is left in /proc/interrupts",
      detail: "Difference:\n\n- []\n+ ['25: PCI-MSIX-0000:01:00.0']",
    };
  if (spec.startsWith("iommu: ") && iommu === "off") return { outcome: "SKIP", reason: "this machine has no IOMMU" };
  if (spec === "iommu: DMA to an unmapped page faults")
    return {
      outcome: "PASS",
      expected: ["DMAR: [DMA Read NO_PASID] Request device [01:00.0] fault addr 0x1000 (the page is not mapped)"],
    };
  if (spec === "storm: what an interrupt costs")
    return { outcome: "DONE", facts: { "per interrupt": "11.4 µs", interrupts: "10000" } };
  if (spec === "ioctl: a 32-bit process is served" && device === "e1000e")
    return {
      outcome: "ERROR",
      reason: "ReferenceError: count is not defined",
      detail: "ReferenceError: count is not defined\n    at specs/ioctl.spec.ts:88:12",
    };
  if (spec === "vectors: vector 5 of 5 does not exist" && iommu === "intel" && device === "e1000e")
    return { outcome: "MISS", reason: "no machine: QEMU exited with 134 before its first line" };
  return { outcome: "PASS", facts: spec.startsWith("vectors: each") ? { "vector 0": "1", "vector 1": "1" } : {} };
}

function sampleResult(spec: string, cell: Cell, i: number): Result {
  const { id, side, device, iommu } = cell;
  const found = side === "base" ? baseOutcome(spec) : patchedOutcome(spec, cell);
  const seconds = found.outcome === "SKIP" ? 0 : 0.3 + ((i * 7) % 13) / 10;
  const reproduce = `npm run lab -- run --side ${side} --device ${device} --iommu ${iommu} --grep '${spec}'`;
  const again = found.outcome === "PASS" || found.outcome === "SKIP" ? {} : { reproduce };
  return { spec, cell: id, side, device, iommu, seconds, splats: [], expected: [], facts: {}, ...again, ...found };
}

/** The outcomes that the sample has: all of them. */
export const sampleOutcomes: readonly Outcome[] = ["PASS", "FAIL", "SKIP", "ERROR", "MISS", "DONE"];

/** Writes events down with the time that goes on between them. */
class Sayer {
  readonly events: Event[] = [];
  #time = zero;

  say(body: EventBody, seconds = 0): void {
    this.#time += seconds * 1000;
    this.events.push({ ...body, time: this.#time } as Event);
  }

  stage(stage: string, subject: string, seconds: number, cached = false): void {
    const source = "build";
    const startedAt = this.#time;
    this.say({ type: "stage-start", source, stage, subject });
    const text = "CC drivers/uio/uio.o";
    this.say({ type: "stage-progress", source, stage, subject, done: 412, total: 820, text }, seconds / 2);
    const record = { stage, subject, startedAt, seconds, cached, ok: true };
    this.say({ type: "stage-end", source, record }, seconds / 2);
  }
}

function sayStart(to: Sayer): void {
  const host = { os: "Debian GNU/Linux 12", kernel: "6.1.0-26-amd64", cpus: 2, node: "v20.20.2", qemu: "10.0.2" };
  const command = "npm run lab -- run --series guest-kernel/series/6.12";
  const startedAt = new Date(zero).toISOString();
  to.say({ type: "run-start", source: "lab", run: { id: "20261122-093000-a1b2c3", command, startedAt, host } });
  const patches = ["0001-uio-let-a-driver-have-its-own-ioctl.patch", "0002-uio-add-a-driver-for-MSI-X.patch"];
  to.say({ type: "series", source: "lab", series: { name: "uio_msi", path: "guest-kernel/series/6.12", patches } });
  const why = "/dev/kvm opens, and an ordinary guest printed nothing within 5 s on it";
  to.say({ type: "accelerator", source: "lab", accelerator: { name: "tcg", why } });
}

function sayKernels(to: Sayer): void {
  to.stage("fetch", "linux-source-6.12", 0.1, true);
  to.stage("image", "initrd", 2.4);
  to.stage("build", "base 6.12.117", 0.1, true);
  to.stage("patch", "uio_msi", 0.8);
  to.stage("build", "patched 6.12.117", 47);
  for (const side of ["base", "patched"] as const) {
    const hash = (side === "base" ? "5c9e" : "e07a").repeat(16);
    const built = { release: "6.12.117", flavour: "plain", source: "linux-source-6.12 6.12.117-1" };
    to.say({ type: "kernel", source: "build", kernel: { ...built, side, hash, cached: side === "base" } });
  }
}

function sayCell(to: Sayer, cell: Cell): void {
  to.stage("boot", cell.id, 4.7);
  to.say({ type: "cell", source: "lab", cell: cell.id, record: cell });
  for (const [i, spec] of sampleSpecs.entries()) {
    const result = sampleResult(spec, cell, i);
    if (result.outcome !== "SKIP") to.say({ type: "spec-start", source: "spec", cell: cell.id, spec });
    to.say({ type: "result", source: "spec", cell: cell.id, result }, result.seconds);
  }
}

/** Says the events of the sample run, with their times. */
export function sampleEvents(): Event[] {
  const to = new Sayer();
  sayStart(to);
  sayKernels(to);
  const cells = (["base", "patched"] as const).flatMap((side) => machines.map((machine) => sampleCell(side, machine)));
  const planned = cells.map(({ id, side, device, iommu }) => ({ id, side, device, iommu }));
  const jobs = cells.flatMap((cell) => sampleSpecs.map((spec) => ({ cell: cell.id, spec })));
  to.say({ type: "plan", source: "lab", cells: planned, jobs });
  to.say({ type: "note", source: "lab", text: "No timing is judged: the machines are emulated (tcg)." });
  for (const cell of cells) sayCell(to, cell);
  return to.events;
}

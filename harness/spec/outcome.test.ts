// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { KernelError, LabError, SpecError } from "../host/errors.ts";
import { blameSplats } from "../guest/complaint.ts";
import type { Outcome } from "../record/model.ts";
import type { Notes } from "./context.ts";
import { judgeSpec, type SpecEnding } from "./outcome.ts";

const notes = (expectedSplats: Notes["expectedSplats"] = []): Notes => ({
  facts: {},
  expectedSplats,
  measurements: [],
  files: [],
});
const fault =
  "[    9.100000] DMAR: [DMA Read NO_PASID] Request device [01:00.0] fault addr 0x1000 [fault reason 0x06] PTE Read access is not set";
const oops = `[   12.100000] BUG: kernel NULL pointer dereference, address: 0000000000000010
[   12.100000] #PF: supervisor read access in kernel mode
[   12.100000] Oops: Oops: 0000 [#1] PREEMPT SMP
[   12.100000] CPU: 0 UID: 0 PID: 77 Comm: sh Not tainted 6.12.117 #1
[   12.100000] RIP: 0010:uio_msi_probe+0x20/0x100 [uio_msi]
[   12.100000] Call Trace:
[   12.100000]  <TASK>
[   12.100000]  local_pci_probe+0x41/0x90
[   12.100000]  </TASK>
[   12.100000] ---[ end trace 0000000000000000 ]---`;

class AssertionError extends Error {
  override readonly name = "AssertionError";
}

const endings: readonly (readonly [what: string, ending: SpecEnding, outcome: Outcome, reason?: RegExp])[] = [
  ["returned and a silent kernel", { kind: "returned", console: "" }, "PASS"],
  ["returned and an oops", { kind: "returned", console: oops }, "FAIL", /the kernel complained: .*NULL pointer/],
  ["returned and lockdep off", { kind: "returned", console: "", lockdepOff: true }, "FAIL", /lockdep was turned off/],
  ["an assertion", { kind: "threw", error: new AssertionError("no"), console: "" }, "FAIL", /^no$/],
  ["a command that failed", { kind: "threw", error: new KernelError("exit code 1"), console: "" }, "FAIL"],
  ["a mistake in the spec", { kind: "threw", error: new SpecError("no such map"), console: "" }, "ERROR"],
  ["a TypeError in the spec", { kind: "threw", error: new TypeError("undefined"), console: "" }, "ERROR"],
  ["SSH lost for no reason", { kind: "threw", error: new LabError("SSH"), console: "" }, "MISS"],
  ["no machine", { kind: "no-machine", error: new LabError("QEMU"), console: "" }, "MISS", /no machine: QEMU/],
  [
    "a kernel that complains while the machine comes up",
    { kind: "no-machine", error: blameSplats(new LabError("SSH"), oops), console: "" },
    "FAIL",
    /no machine: SSH: the kernel complained: .*NULL pointer/,
  ],
  [
    "a reset",
    { kind: "dead", death: { kind: "guest-ended" }, error: new LabError("x"), console: "" },
    "FAIL",
    /rebooted/,
  ],
  [
    "a hang",
    { kind: "dead", death: { kind: "hung", seconds: 10, registers: "RIP=1" }, error: new LabError("x"), console: "" },
    "FAIL",
    /the guest hung/,
  ],
  [
    "a killed QEMU",
    { kind: "dead", death: { kind: "qemu-ended", how: "SIGKILL", stderr: "" }, error: new LabError("x"), console: "" },
    "MISS",
    /QEMU exited during the spec \(SIGKILL\)/,
  ],
  [
    "a machine that QEMU holds still",
    { kind: "dead", death: { kind: "not-running", status: "paused" }, error: new LabError("x"), console: "" },
    "MISS",
    /paused/,
  ],
];

for (const [what, ending, outcome, reason] of endings)
  test(`${what} is ${outcome}`, (t) => {
    const judged = judgeSpec(ending, notes());
    t.is(judged.outcome, outcome);
    if (reason) t.regex(judged.reason ?? "", reason);
    if (outcome !== "PASS") t.truthy(judged.reason);
    if (outcome !== "PASS") t.truthy(judged.cause);
  });

test("a declared complaint passes and is noted; the same undeclared fails", (t) => {
  const declared = notes([{ kind: "iommu-fault", title: /01:00\.0/, why: "nobody mapped the ring" }]);
  t.like(judgeSpec({ kind: "returned", console: fault }, declared), { outcome: "PASS", splats: [] });
  t.like(judgeSpec({ kind: "returned", console: fault }, notes()), { outcome: "FAIL" });
});

test("a declared complaint may turn lockdep off, an undeclared one is what is blamed", (t) => {
  const declared = notes([{ kind: "iommu-fault", why: "nobody mapped the ring" }]);
  const ending = { kind: "returned", console: fault, lockdepOff: true } as const;
  t.like(judgeSpec(ending, declared), { outcome: "PASS" });
  t.like(judgeSpec(ending, notes()), { outcome: "FAIL", cause: "splat" });
});

test("a declared complaint that does not come fails", (t) => {
  const declared = notes([{ kind: "iommu-fault", why: "the device read a ring that nobody mapped" }]);
  t.like(judgeSpec({ kind: "returned", console: "" }, declared), { outcome: "FAIL" });
});

test("a QEMU that was killed after an oops does not hide the oops", (t) => {
  const death = { kind: "qemu-ended", how: "SIGKILL", stderr: "" } as const;
  t.like(judgeSpec({ kind: "dead", death, error: new LabError("x"), console: oops }, notes()), { outcome: "FAIL" });
});

test("what came of what is said for programs, too", (t) => {
  const causes = endings.map(([, ending]) => judgeSpec(ending, notes()).cause);
  t.deepEqual(causes, [
    ...[undefined, "splat", "assertion", "assertion", "command", "spec", "spec", "lab", "lab", "splat"],
    ...["panic", "hang", "qemu", "qemu"],
  ]);
});

test("a machine that is lost while its kernel complains is lost by the kernel; what the kernel is blamed for already stays", (t) => {
  const blamed = new KernelError("exit code 1");
  t.is(blameSplats(blamed, oops), blamed);
  const silent = new LabError("SSH");
  t.is(blameSplats(silent, "[    1.000000] Linux version 6.12"), silent);
  t.is(judgeSpec({ kind: "no-machine", error: blameSplats(silent, oops), console: "" }, notes()).splats.length, 1);
});

test("registers of a hung guest are in the detail", (t) => {
  const death = { kind: "hung", seconds: 10, registers: "RIP=ffffffff81000000" } as const;
  t.regex(judgeSpec({ kind: "dead", death, error: undefined, console: "" }, notes()).detail ?? "", /RIP=ffffffff81/);
});

// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { judge } from "../klog/judge.ts";
import type { Result, Side } from "../record/model.ts";
import { renderMarkdown } from "./markdown.ts";
import { groupSplats, spreadText } from "./splats.ts";
import { conclude } from "../verdict/conclude.ts";
import { reduce } from "../verdict/reduce.ts";
import { sampleEvents } from "./testing/sample.ts";

const oops = (address: string, cpu: number): string =>
  [
    `BUG: kernel NULL pointer dereference, address: ${address}`,
    "#PF: supervisor read access in kernel mode",
    `CPU: ${cpu} UID: 0 PID: 88 Comm: sh Not tainted 6.12.117 #1`,
    "RIP: 0010:uio_msi_probe+0x1c4/0x3a0 [uio_msi]",
    "Call Trace:",
    " <TASK>",
    " local_pci_probe+0x45/0x90",
    " </TASK>",
    "---[ end trace 0000000000000000 ]---",
  ].join("\n");

function result(spec: string, side: Side, log: string): Result {
  const cell = `${side}/igb/iommu-off`;
  return {
    ...{ spec, cell, side, device: "igb", iommu: "off", outcome: "FAIL", reason: "the kernel complained" },
    ...{ seconds: 1, splats: judge(log), expected: [], facts: {} },
  };
}

test("the same oops at another address, on another CPU and in another spec is one", (t) => {
  const results = [
    result("bind: a", "patched", oops("0000000000000018", 0)),
    result("bind: b", "patched", oops("0000000000000020", 1)),
    result("leak: c", "base", "kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)"),
  ];
  const groups = groupSplats(results);
  t.deepEqual(
    groups.map(({ name, times }) => [name, times]),
    [
      ["BUG: unable to handle kernel NULL pointer dereference in uio_msi_probe", 2],
      ["kmemleak: new suspected memory leaks", 1],
    ],
  );
  t.deepEqual(groups.map(spreadText), ["patched, in 2 specs", "base, in leak: c"]);
});

test("summary.md says each splat once, with how widely it is spread", (t) => {
  const record = {
    ...conclude(reduce(sampleEvents())),
    results: [result("bind: a", "patched", oops("0000000000000018", 0))],
  };
  t.regex(renderMarkdown(record), /### Splats \(1\)[^#]*NULL pointer dereference in uio_msi_probe/);
});

// SPDX-License-Identifier: GPL-2.0-only
import { findCommand } from "../host/find.ts";
import { anyKernel } from "../kernel/artifacts.ts";
import { probeAccelerator, probeSpec } from "../machine/accelerator.ts";
import type { NeedReport } from "../setup/examine.ts";

/** What doctor says of KVM. That /dev/kvm opens is no evidence: a guest is booted as a run would, with any kernel that was built. */
export async function bootUnderKvm(
  report: NeedReport,
  { qemu, cache, device }: { readonly qemu: string; readonly cache: string; readonly device?: string },
): Promise<NeedReport> {
  if (report.name !== "KVM" || report.status !== "ok") return report;
  const [program, image] = [findCommand(qemu), await anyKernel(cache)];
  if (program === undefined || image === undefined) {
    const found = "/dev/kvm opens; no test boot yet";
    return { ...report, status: "optional", found, todo: "run the lab once: the test boot needs a kernel" };
  }
  // The kernel's first line comes before it looks at an initrd: any file will do.
  const { name, why } = await probeAccelerator(probeSpec({ image, initrd: image }), program, cache, device);
  if (name === "kvm") return { ...report, found: why };
  return { ...report, status: "optional", found: why, todo: "nothing needed: the lab is just slower" };
}

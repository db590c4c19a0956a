// SPDX-License-Identifier: GPL-2.0-only
import type { IommuMode } from "./iommu.ts";
import { iommuParameters } from "./iommu.ts";
import { macs } from "./network.ts";
import type { NicModel } from "./nic.ts";

export type Accelerator = "kvm" | "tcg";

/** How a machine comes to life: it boots, or it goes on from a snapshot of one that did. */
export type Start = { readonly kind: "boot" } | { readonly kind: "restore"; readonly snapshot: string };

/** A described virtual machine. Plain data: what runs is made from it by `argv`. */
export interface MachineSpec {
  readonly nic: NicModel;
  readonly iommu: IommuMode;
  readonly accelerator: Accelerator;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly kernel: { readonly image: string; readonly initrd: string };
  /** Further kernel parameters, after the lab's own. */
  readonly parameters: readonly string[];
}

/** What of a machine is the same in every cell: 2 CPUs, so that races have somebody to race with. */
export const machineDefaults = { cpus: 2, memoryMiB: 512, parameters: [] } as const;

/** The kernel command line of a machine. */
export function kernelParameters(spec: MachineSpec): readonly string[] {
  return [
    "console=ttyS0",
    // A panic must end QEMU (with -no-reboot): a dead guest is news, a silent one costs a deadline.
    "panic=-1",
    // Under emulation the kernel's timing checks measure the host's scheduler, not the hardware.
    ...(spec.accelerator === "tcg" ? ["no_timer_check", "tsc=reliable"] : []),
    ...iommuParameters(spec.iommu),
    `lab.mgmt=${macs.management}`,
    `lab.name=${spec.nic}`,
    ...spec.parameters,
  ];
}

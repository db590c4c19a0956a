// SPDX-License-Identifier: GPL-2.0-only
import type { DeviceDefinition } from "./device/index.ts";
import type { IommuMode } from "./iommu.ts";
import { iommuFacts } from "./iommu.ts";
import { macs } from "./network.ts";
import type { Variant } from "./variant.ts";
import { variantFacts } from "./variant.ts";

export type Accelerator = "kvm" | "tcg";

/** How a machine comes to life: it boots, or it goes on from a snapshot of one that did. */
export type Start = { readonly kind: "boot" } | { readonly kind: "restore"; readonly snapshot: string };

/** A described virtual machine. Plain data: what runs is made from it by `argv`. */
export interface MachineSpec {
  readonly device: DeviceDefinition;
  readonly iommu: IommuMode;
  readonly variant?: Variant;
  readonly accelerator: Accelerator;
  /** kHz of the time stamp counter, for a kernel that must not measure it; undefined: it measures. */
  readonly tscKHz?: number | undefined;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly kernel: { readonly image: string; readonly initrd: string };
  /** The file with the userland volume, if a spec asks for its programs. */
  readonly userland?: string;
  /** Further kernel parameters, after the lab's own. */
  readonly parameters: readonly string[];
}

/** What all machines have in common: 2 CPUs, so that races have somebody to race with. */
export const machineDefaults = { cpus: 2, memoryMiB: 512, parameters: [] } as const;

/** The CPUs of the machine that a device is in. */
export function cpusFor({ cpus }: Pick<DeviceDefinition, "cpus">): number {
  return cpus ?? machineDefaults.cpus;
}

/** Whether QEMU can keep such a machine in a snapshot. */
export function canBeKept({ device, iommu }: Pick<MachineSpec, "device" | "iommu">): boolean {
  return device.migratable && iommuFacts[iommu].migratable;
}

/**
 * Under emulation the kernel's timing checks measure the host's scheduler, not the hardware: a CPU that the host does
 * not run for 20 s is no stalled one. The highest values that the kernel takes (kernel/rcu/update.c, kernel/watchdog.c);
 * a guest that really hangs is found by the lab's deadlines.
 */
const slowGuestParameters = [
  "no_timer_check",
  "tsc=reliable",
  "rcupdate.rcu_cpu_stall_timeout=300",
  "watchdog_thresh=60",
];

/** The kernel command line of a machine. */
export function kernelParameters(spec: MachineSpec): readonly string[] {
  return [
    "console=ttyS0",
    // A panic must end QEMU (with -no-reboot): a dead guest is news, a silent one costs a deadline.
    "panic=-1",
    // By itself it sends frames on each interface that comes up, and specs count them; one that is about it switches it on.
    "ipv6.disable_ipv6=1",
    ...(spec.accelerator === "tcg" ? slowGuestParameters : []),
    ...(spec.tscKHz === undefined ? [] : [`tsc_early_khz=${spec.tscKHz}`]),
    ...iommuFacts[spec.iommu].parameters,
    ...(spec.variant === undefined ? [] : variantFacts[spec.variant].parameters),
    `lab.mgmt=${macs.management}`,
    `lab.name=${spec.device.model}`,
    ...spec.parameters,
  ];
}

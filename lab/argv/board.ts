// SPDX-License-Identifier: GPL-2.0-only
import type { MachineSpec, Start } from "../machine.ts";
import { kernelParameters } from "../machine.ts";

/** Board, accelerator, CPUs and memory; nothing that QEMU would add by itself. */
export function boardArgs(spec: MachineSpec): string[] {
  return [
    // Interrupt remapping needs the IO-APIC in QEMU, not in KVM (hw/i386/x86-iommu.c).
    ...["-machine", "q35,kernel-irqchip=split,vmport=off"],
    // One thread for all CPUs: with one each, QEMU 10.0 aborts now and then (`iotlb_to_section: Assertion …`) when a
    // reset moves a BAR under the other CPU, and loses a CPU's timer on a busy host.
    ...["-accel", spec.accelerator === "tcg" ? "tcg,thread=single" : spec.accelerator],
    ...["-cpu", spec.accelerator === "kvm" ? "host" : "max"],
    ...["-smp", String(spec.cpus)],
    ...["-m", `${spec.memoryMiB}M`],
    ...["-nodefaults", "-no-user-config", "-no-reboot"],
    ...["-display", "none"],
  ];
}

/** What it boots. A restored machine names the same kernel: QEMU checks that the two machines are alike. */
export function kernelArgs(spec: MachineSpec): string[] {
  return [
    ...["-kernel", spec.kernel.image],
    ...["-initrd", spec.kernel.initrd],
    ...["-append", kernelParameters(spec).join(" ")],
  ];
}

/** A machine that is restored waits for its state, which `migrate-incoming` over QMP then names. */
export function startArgs(start: Start): string[] {
  return start.kind === "restore" ? ["-incoming", "defer"] : [];
}

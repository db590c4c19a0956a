// SPDX-License-Identifier: GPL-2.0-only
// What a machine is, as seen from inside and from QMP: a cell that is not what it says must not count.
import { iommuFacts } from "../../lab/iommu.ts";
import type { Accelerator, MachineSpec } from "../../lab/machine.ts";
import type { RunningMachine } from "../machine/running.ts";
import type { Guest } from "./guest.ts";
import { pciFacts } from "./pci.ts";
import { sh } from "./shell.ts";

export interface CellFacts {
  /** `8086:10c9`. */
  readonly pciId: string;
  /** Entries in the MSI-X capability of the device under test. */
  readonly vectors: number;
  /** What the IOMMU does for the device's group: it translates, or there is none, or it is there and lets all through. */
  readonly iommu: "translating" | "absent" | "identity";
  readonly interruptRemapping: boolean;
  readonly accelerator: Accelerator;
}

/** Looks at a machine. */
export async function cellFacts(guest: Guest, machine: RunningMachine): Promise<CellFacts> {
  const { address } = machine.spec.device;
  const pci = await pciFacts(guest, address);
  // No group at all without an IOMMU; "identity" is passthrough (drivers/iommu/iommu.c, iommu_group_show_type).
  const group = await guest.execute(sh`cat /sys/bus/pci/devices/${address}/iommu_group/type`);
  // The IO-APIC's chip changes its name when its interrupts are remapped (arch/x86/kernel/apic/io_apic.c).
  const remapped = await guest.execute(sh`grep -q IR-IO-APIC /proc/interrupts`);
  const kvm = (await machine.qmp.execute("query-kvm")) as { enabled: boolean };
  return {
    pciId: `${pci.vendor}:${pci.device}`,
    vectors: pci.msix?.vectors ?? 0,
    iommu: group.code !== 0 ? "absent" : group.stdout.startsWith("DMA") ? "translating" : "identity",
    interruptRemapping: remapped.code === 0,
    accelerator: kvm.enabled ? "kvm" : "tcg",
  };
}

/** What a machine says that it is. */
export function claimedFacts({ device: claimed, iommu: mode, accelerator }: MachineSpec): CellFacts {
  const { vendor, device, vectors } = claimed;
  const iommu = iommuFacts[mode];
  return {
    pciId: `${hex(vendor)}:${hex(device)}`,
    vectors,
    iommu: iommu.dma,
    interruptRemapping: iommu.interruptRemapping,
    accelerator,
  };
}

function hex(id: number): string {
  return id.toString(16).padStart(4, "0");
}

// SPDX-License-Identifier: GPL-2.0-only
// The kernel's drivers by which a program gets a NIC, as DPDK uses them (https://doc.dpdk.org/guides/linux_gsg/linux_drivers.html).
import { alone, frames, interruptLine, pollMode, type DeviceNeed } from "../../lab/device/needs.ts";
import { bind } from "../../harness/guest/pci.ts";
import type { SpecContext } from "../../harness/spec/index.ts";
import type { Needs } from "../../harness/spec/registry.ts";
import { bindVfio, wayNeeds } from "../../harness/spec/vfio.ts";

export interface Way {
  readonly name: string;
  readonly needs: Pick<Needs, "driver" | "dma"> & { readonly devices: readonly DeviceNeed[] };
  /** Hands the device to the driver. */
  readonly bind: (context: SpecContext) => Promise<void>;
  /** VFIO's model of the IOMMU, as DPDK calls it. */
  readonly iommu?: string;
}

/** It is driven by DPDK, and what crosses by it can be judged. */
const driven = [frames, pollMode];
/** VFIO gives a device only with all of its group. */
const vfio = { driver: "vfio_pci", devices: [...driven, alone] };

export const byIommu: Way = {
  name: "vfio-pci behind an IOMMU",
  needs: { ...vfio, ...wayNeeds.type1 },
  bind: bindVfio,
  iommu: "Type 1",
};

export const ways: readonly Way[] = [
  byIommu,
  {
    name: "vfio-pci without an IOMMU",
    needs: { ...vfio, ...wayNeeds.noiommu },
    bind: bindVfio,
    iommu: "No-IOMMU",
  },
  {
    name: "uio_pci_generic",
    // Where an IOMMU translates, the program has no means to map memory for the device.
    needs: { driver: "uio_pci_generic", devices: [...driven, interruptLine], dma: ["absent", "identity"] },
    bind: ({ guest, device }) => bind(guest, device.address, "uio_pci_generic"),
  },
];

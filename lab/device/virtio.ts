// SPDX-License-Identifier: GPL-2.0-only
// What virtio devices have in common on PCI: QEMU 10.0 hw/virtio/virtio-pci.c.
import type { Bar, Driver } from "./definition.ts";
import { KiB } from "./parts.ts";

/** The registers of a device without legacy ones. */
export const virtioRegisters: Bar = { index: 4, size: 16 * KiB, kind: "memory", wide: true, prefetchable: true };

/** The BARs of such a device with MSI-X. */
export const virtioBars: readonly Bar[] = [{ index: 1, size: 4 * KiB, kind: "memory", msixTable: 0 }, virtioRegisters];

/** One driver has the PCI function of each; another, one of `modules`, has the virtio device on it. */
export function virtioDriver(modules: readonly string[], config: Driver["config"]): Driver {
  return {
    name: "virtio-pci",
    module: "virtio_pci",
    modules,
    config: { VIRTIO_MENU: "y", VIRTIO_PCI: "y", ...config },
  };
}

// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, rootPort } from "./parts.ts";
import { virtioBars, virtioDriver } from "./virtio.ts";

/** QEMU 10.0 hw/virtio/virtio-input-pci.c. */
export const virtioTablet = defineDevice({
  model: "virtio-tablet",
  chip: "virtio tablet",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1052,
  // An input device of no particular kind.
  class: 0x0980,
  bars: virtioBars,
  vectors: 2,
  functionReset: true,
  migratable: true,
  driver: virtioDriver(["virtio_input", "evdev"], { INPUT: "m", INPUT_EVDEV: "m", VIRTIO_INPUT: "m" }),
  qemu: { before: rootPort, device: "virtio-tablet-pci,bus=port0,vectors=2,iommu_platform=on" },
});

// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, deviceBus, rootPort } from "./parts.ts";
import { virtioBars, virtioDriver } from "./virtio.ts";

/** QEMU 10.0 hw/virtio/virtio-serial-pci.c, with a console and a port, which send to nowhere. */
export const virtioSerial = defineDevice({
  model: "virtio-serial",
  chip: "virtio console",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1043,
  // A communication controller of no particular kind.
  class: 0x0780,
  bars: virtioBars,
  vectors: 2,
  functionReset: true,
  migratable: true,
  driver: virtioDriver(["virtio_console"], { VIRTIO_CONSOLE: "m" }),
  qemu: {
    before: [...rootPort, "-chardev", "null,id=serial1", "-chardev", "null,id=serial2"],
    device: "virtio-serial-pci,bus=port0,vectors=2,iommu_platform=on",
    beside: [
      "-device",
      `virtconsole,id=console1,bus=${deviceBus}.0,chardev=serial1`,
      "-device",
      `virtserialport,id=serialport1,bus=${deviceBus}.0,chardev=serial2,name=lab`,
    ],
  },
});

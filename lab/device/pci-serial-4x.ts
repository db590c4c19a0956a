// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/char/serial-pci-multi.c. It has no memory BAR. */
export const pciSerial4x = defineDevice({
  model: "pci-serial-4x",
  chip: "QEMU's four serial ports",
  address: behindRootPort,
  vendor: 0x1b36,
  device: 0x0004,
  // A serial controller.
  class: 0x0700,
  bars: [{ index: 0, size: 32, kind: "io" }],
  vectors: 0,
  migratable: true,
  driver: {
    name: "serial",
    module: "8250_pci",
    config: { SERIAL_8250: "y", SERIAL_8250_PCI: "m" },
  },
  qemu: {
    before: [...rootPort, ...[1, 2, 3, 4].flatMap((port) => ["-chardev", `null,id=serial${port}`])],
    device: "pci-serial-4x,bus=port0,chardev1=serial1,chardev2=serial2,chardev3=serial3,chardev4=serial4",
  },
});

// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/char/serial-pci.c. It has no memory BAR. */
export const pciSerial = defineDevice({
  model: "pci-serial",
  chip: "QEMU's serial port",
  address: behindRootPort,
  vendor: 0x1b36,
  device: 0x0002,
  // A serial controller.
  class: 0x0700,
  bars: [{ index: 0, size: 8, kind: "io" }],
  vectors: 0,
  migratable: true,
  driver: {
    name: "serial",
    module: "8250_pci",
    config: { SERIAL_8250: "y", SERIAL_8250_PCI: "m" },
  },
  qemu: { before: [...rootPort, "-chardev", "null,id=serial1"], device: "pci-serial,bus=port0,chardev=serial1" },
});

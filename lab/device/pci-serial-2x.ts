// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/char/serial-pci-multi.c. It has no memory BAR. */
export const pciSerial2x = defineDevice({
  model: "pci-serial-2x",
  chip: "QEMU's two serial ports",
  address: behindRootPort,
  vendor: 0x1b36,
  device: 0x0003,
  // A serial controller.
  class: 0x0700,
  bars: [{ index: 0, size: 16, kind: "io" }],
  vectors: 0,
  // QEMU 10.0 dies of it: its state has ports that this model lacks.
  migratable: false,
  driver: {
    name: "serial",
    module: "8250_pci",
    config: { SERIAL_8250: "y", SERIAL_8250_PCI: "m" },
  },
  qemu: {
    before: [...rootPort, ...[1, 2].flatMap((port) => ["-chardev", `null,id=serial${port}`])],
    device: "pci-serial-2x,bus=port0,chardev1=serial1,chardev2=serial2",
  },
});

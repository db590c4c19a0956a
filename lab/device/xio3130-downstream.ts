// SPDX-License-Identifier: GPL-2.0-only
import { pciAddress } from "../ids.ts";
import { defineDevice } from "./definition.ts";
import { rootPort } from "./parts.ts";

/** QEMU 10.0 hw/pci-bridge/xio3130_downstream.c. */
export const xio3130Downstream = defineDevice({
  model: "xio3130-downstream",
  chip: "TI XIO3130 switch, downstream port",
  address: pciAddress("0000:02:00.0"),
  vendor: 0x104c,
  device: 0x8233,
  // A PCI-to-PCI bridge.
  class: 0x0604,
  bars: [],
  vectors: 0,
  functionReset: true,
  // No guest lets go of a bridge by ACPI.
  pulls: false,
  migratable: true,
  driver: { name: "pcieport", module: "pcieportdrv", config: { PCIEPORTBUS: "y" } },
  qemu: {
    before: [...rootPort, "-device", "x3130-upstream,id=upstream0,bus=port0"],
    device: "xio3130-downstream,bus=upstream0,addr=0x0,chassis=2,slot=2",
  },
});

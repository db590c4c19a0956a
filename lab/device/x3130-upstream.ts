// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, deviceBus, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/pci-bridge/xio3130_upstream.c, with a port below it. */
export const x3130Upstream = defineDevice({
  model: "x3130-upstream",
  chip: "TI XIO3130 switch, upstream port",
  address: behindRootPort,
  vendor: 0x104c,
  device: 0x8232,
  // A PCI-to-PCI bridge.
  class: 0x0604,
  bars: [],
  vectors: 0,
  functionReset: true,
  fixed: "beside",
  // No guest lets go of a bridge by ACPI.
  pulls: false,
  migratable: true,
  driver: { name: "pcieport", module: "pcieportdrv", config: { PCIEPORTBUS: "y" } },
  qemu: {
    before: rootPort,
    device: "x3130-upstream,bus=port0",
    beside: ["-device", `xio3130-downstream,id=downstream0,bus=${deviceBus},addr=0x0,chassis=2,slot=2`],
  },
});

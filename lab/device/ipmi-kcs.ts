// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/ipmi/pci_ipmi_kcs.c, before a simulated management controller. It has no memory BAR. */
export const ipmiKcs = defineDevice({
  model: "ipmi-kcs",
  chip: "IPMI by Keyboard Controller Style",
  address: behindRootPort,
  vendor: 0x1234,
  device: 0x1112,
  // An IPMI interface.
  class: 0x0c07,
  bars: [{ index: 0, size: 8, kind: "io" }],
  vectors: 0,
  migratable: true,
  driver: {
    name: "ipmi_si",
    module: "ipmi_si",
    modules: ["ipmi_msghandler", "ipmi_devintf"],
    config: { IPMI_HANDLER: "m", IPMI_SI: "m", IPMI_DEVICE_INTERFACE: "m" },
  },
  qemu: { before: [...rootPort, "-device", "ipmi-bmc-sim,id=bmc0"], device: "pci-ipmi-kcs,bus=port0,bmc=bmc0" },
});

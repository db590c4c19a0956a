// SPDX-License-Identifier: GPL-2.0-only
import { pciAddress } from "../ids.ts";
import { defineDevice } from "./definition.ts";
import { KiB } from "./parts.ts";

/** Of the root bus behind the host bridge; firmware numbers what is behind its port one more. */
const busNumber = 12;

/** QEMU 10.0 hw/mem/cxl_type3.c, behind a host bridge of its own. */
export const cxlType3 = defineDevice({
  model: "cxl-type3",
  chip: "CXL memory expander",
  address: pciAddress("0000:0d:00.0"),
  vendor: 0x8086,
  device: 0x0d93,
  // A CXL memory device.
  class: 0x0502,
  bars: [
    { index: 0, size: 64 * KiB, kind: "memory", wide: true },
    { index: 2, size: 4 * KiB, kind: "memory", wide: true },
    { index: 4, size: 4 * KiB, kind: "memory", msixTable: 0 },
  ],
  vectors: 8,
  migratable: false,
  driver: {
    name: "cxl_pci",
    module: "cxl_pci",
    modules: ["cxl_core", "cxl_mem", "cxl_port"],
    config: { CXL_BUS: "m", CXL_PCI: "m", CXL_MEM: "m" },
  },
  qemu: {
    before: [
      ...["-machine", "cxl=on", "-machine", "cxl-fmw.0.targets.0=cxl0,cxl-fmw.0.size=4G"],
      ...["-object", "memory-backend-ram,id=memory1,size=256M"],
      ...["-device", `pxb-cxl,id=cxl0,bus=pcie.0,addr=0x8,bus_nr=${busNumber}`],
      ...["-device", "cxl-rp,id=port0,bus=cxl0,port=0,chassis=1,slot=1"],
    ],
    device: "cxl-type3,bus=port0,volatile-memdev=memory1,sn=1",
  },
});

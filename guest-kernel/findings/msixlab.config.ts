// SPDX-License-Identifier: GPL-2.0-only
// Defects of today's Linux, each shown by a spec that says how it should be: it fails until Linux is mended.
import { defineLab } from "msixlab";

const machine = <const Model extends string>(device: Model) => ({ device, iommu: "off" }) as const;

export default defineLab({
  machines: {
    quick: [
      ...[machine("igb"), machine("igbvf"), machine("e1000e"), machine("e1000-82545em"), machine("rtl8139")],
      // What is read after it is freed is seen each time by KASAN alone.
      { ...machine("nvme-disk"), flavour: "debug" },
    ],
  },
  specs: ".",
});

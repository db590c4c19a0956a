// SPDX-License-Identifier: GPL-2.0-only
import { defineLab } from "msixlab";

export default defineLab({
  outOfTree: "module",
  machines: {
    quick: [{ device: "edu", iommu: "off" }],
    default: [
      { device: "edu", iommu: "intel" },
      { device: "edu", iommu: "off", variant: "nomsi" },
    ],
    full: [{ device: "edu", iommu: "off", flavour: "debug" }],
  },
  specs: "specs",
});

// SPDX-License-Identifier: GPL-2.0-only
import { defineLab } from "msixlab";

export default defineLab({
  outOfTree: "module",
  // Behind an IOMMU: the device reaches 28 bits of memory, and the lab's kernels have no ZONE_DMA to give it that.
  machines: {
    quick: [{ device: "edu", iommu: "intel" }],
    default: [{ device: "edu", iommu: "intel", variant: "nomsi" }],
    full: [{ device: "edu", iommu: "intel", flavour: "debug" }],
  },
  specs: "specs",
});

// SPDX-License-Identifier: GPL-2.0-only
import { defineLab } from "msixlab";

export default defineLab({
  series: "0001-e1000-do-not-print-a-banner-when-the-module-is-loade.patch",
  machines: { quick: [{ device: "e1000", iommu: "off" }] },
  specs: "specs",
});

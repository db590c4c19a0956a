// SPDX-License-Identifier: GPL-2.0-only
// The lab's own subject: uio_msi. What a lab of one's own may say is in harness/config/define.ts.
import { defineLab } from "msixlab";

export default defineLab({
  series: "guest-kernel/series",
  driver: "uio_msi",
  specs: ["specs/cell", "specs/net/network.spec.ts", "specs/uio_msi"],
});

// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { compileGlob } from "./glob.ts";

const table: readonly (readonly [glob: string, name: string, matches: boolean])[] = [
  ["drivers/pci/iov.c", "drivers/pci/iov.c", true],
  ["drivers/pci/iov.c", "drivers/pci/iovxc", false],
  ["drivers/pci/*", "drivers/pci/msi/msi.c", false],
  ["drivers/pci/**", "drivers/pci/msi/msi.c", true],
  ["drivers/scsi/{scsi,sd}*", "drivers/scsi/scsi_lib.c", true],
  ["drivers/scsi/{scsi,sd}*", "drivers/scsi/vmw_pvscsi.c", false],
  ["include/linux/dma-*.h", "include/linux/dma-mapping.h", true],
];

for (const [glob, name, matches] of table)
  test(`${glob} ${matches ? "matches" : "does not match"} ${name}`, (t) => {
    t.is(compileGlob(glob)(name), matches);
  });

// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { devices } from "../../lab/device/index.ts";
import { mappable } from "../../specs/uio_msi/maps.ts";

const KiB = 1024;

for (const [device, why, maps] of [
  [
    devices.igb,
    "the table begins BAR3 and is shorter than a page; BAR2 is I/O ports",
    { BAR0: 128 * KiB, BAR1: 128 * KiB, "BAR3+0x1000": 12 * KiB },
  ],
  [devices.igbvf, "two BARs of a virtual function", { BAR0: 16 * KiB, "BAR3+0x1000": 12 * KiB }],
  [devices.ivshmem, "BAR0 is 256 bytes, BAR1 a page that is all table", { BAR0: 4 * KiB, BAR2: 1024 * KiB }],
  [devices.nvme, "registers on both sides of the table", { BAR0: 8 * KiB, "BAR0+0x3000": 4 * KiB }],
] as const)
  // prettier-ignore
  test(`what can be mapped of ${device.model}: ${why}`, (t) => {
    t.deepEqual(mappable(device), maps);
  });

test("a table that is longer than a page, and begins within one, takes all pages that it touches", (t) => {
  const bars = [{ index: 0, size: 32 * KiB, kind: "memory", msixTable: 4 * KiB + 2048 }] as const;
  t.deepEqual(mappable({ bars, vectors: 256 }), { BAR0: 4 * KiB, "BAR0+0x3000": 20 * KiB });
});

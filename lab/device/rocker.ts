// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, KiB, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/net/rocker/rocker.c. Two ports, which lead nowhere. */
export const rocker = defineDevice({
  model: "rocker",
  chip: "QEMU's switch",
  address: behindRootPort,
  vendor: 0x1b36,
  device: 0x0006,
  // A network controller of no particular kind.
  class: 0x0280,
  bars: [
    { index: 0, size: 8 * KiB, kind: "memory" },
    { index: 1, size: 8 * KiB, kind: "memory", msixTable: 0 },
  ],
  vectors: 8,
  // QEMU 10.0 dies of it: hw/pci/msix.c, msix_vector_unuse().
  pulls: false,
  migratable: false,
  driver: {
    name: "rocker",
    module: "rocker",
    config: { NET_SWITCHDEV: "y", BRIDGE: "m", NET_VENDOR_ROCKER: "y", ROCKER: "m" },
  },
  qemu: {
    before: [
      ...rootPort,
      ...["switch1", "switch2"].flatMap((port, n) => ["-netdev", `hubport,id=${port},hubid=${n + 1}`]),
    ],
    device: "rocker,bus=port0,name=switch0",
    lists: { ports: ["switch1", "switch2"] },
  },
});

// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, ethernetController, KiB, rootPort, wired } from "./parts.ts";

/** QEMU 10.0 hw/net/eepro100.c. Its revision, 12, has power management. */
export const i82559c = defineDevice({
  model: "i82559c",
  chip: "Intel 82559 Fast Ethernet",
  address: behindRootPort,
  vendor: 0x8086,
  device: 0x1229,
  class: ethernetController,
  bars: [
    { index: 0, size: 4 * KiB, kind: "memory", prefetchable: true },
    { index: 1, size: 64, kind: "io" },
    { index: 2, size: 128 * KiB, kind: "memory" },
  ],
  vectors: 0,
  // hw/net/eepro100.c has no link_status_changed.
  losesLink: false,
  wire: true,
  migratable: true,
  // drivers/net/ethernet/intel/e100.c, e100_request_firmware(): UCODE_SIZE words and three bytes.
  firmware: { "e100/d101m_ucode.bin": 134 * 4 + 3 },
  driver: {
    name: "e100",
    module: "e100",
    modules: ["mii"],
    config: { NET_VENDOR_INTEL: "y", FW_LOADER: "y", E100: "m" },
  },
  qemu: { before: rootPort, device: `i82559c,bus=port0,${wired}` },
});

// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, rootPort } from "./parts.ts";

/** QEMU 10.0 hw/watchdog/wdt_i6300esb.c. */
export const i6300esb = defineDevice({
  model: "i6300esb",
  chip: "Intel 6300ESB watchdog",
  address: behindRootPort,
  vendor: 0x8086,
  device: 0x25ab,
  // A system peripheral.
  class: 0x0880,
  bars: [{ index: 0, size: 16, kind: "memory" }],
  vectors: 0,
  watchdog: true,
  migratable: true,
  driver: {
    name: "i6300ESB timer",
    module: "i6300esb",
    config: { WATCHDOG: "y", WATCHDOG_SYSFS: "y", I6300ESB_WDT: "m" },
  },
  qemu: { before: rootPort, device: "i6300esb,bus=port0" },
});

// SPDX-License-Identifier: GPL-2.0-only
import { pciAddress } from "../ids.ts";
import { defineDevice } from "./definition.ts";
import { behindRootPort, KiB, rootPort } from "./parts.ts";

/** Further controllers: the last digits of their slots on the root bus. */
const slots = ["9", "a", "b"];

/** `serial` tells them apart, and must be given. */
const controller = (serial: number): string => `serial=${serial},msix_qsize=64`;

/**
 * QEMU 10.0 hw/nvme/ctrl.c. Four controllers with 64 vectors each on one CPU: more vectors than x86 has for one. They
 * have no namespace, and nothing here asks for the kernel's driver.
 */
export const nvme = defineDevice({
  model: "nvme",
  chip: "NVM Express controller",
  address: behindRootPort,
  vendor: 0x1b36,
  device: 0x0010,
  // A non-volatile memory controller.
  class: 0x0108,
  // Registers on both sides of the table.
  bars: [{ index: 0, size: 16 * KiB, kind: "memory", wide: true, msixTable: 8 * KiB }],
  vectors: 64,
  functionReset: true,
  migratable: false,
  qemu: {
    before: rootPort,
    device: `nvme,bus=port0,${controller(0)}`,
    beside: slots.flatMap((slot, n) => ["-device", `nvme,id=device${n + 1},addr=0x${slot},${controller(n + 1)}`]),
  },
  cpus: 1,
  others: slots.map((slot) => pciAddress(`0000:00:0${slot}.0`)),
});

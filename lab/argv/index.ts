// SPDX-License-Identifier: GPL-2.0-only
import type { MachineSpec, Start } from "../machine.ts";
import { boardArgs, kernelArgs, startArgs } from "./board.ts";
import { consoleArgs, monitorArgs } from "./channels.ts";
import { iommuArgs } from "./iommu.ts";
import { managementArgs, nicUnderTestArgs, peerArgs } from "./nic.ts";

/** MachineSpec → QEMU's argv without the program. `log` is the file in which QEMU keeps the console. */
export function argv(spec: MachineSpec, start: Start, log: string): readonly string[] {
  return [
    ...boardArgs(spec),
    ...kernelArgs(spec),
    ...consoleArgs(log),
    ...monitorArgs(),
    ...iommuArgs(spec.iommu),
    ...nicUnderTestArgs(spec),
    ...peerArgs(),
    ...managementArgs(),
    ...startArgs(start),
  ];
}

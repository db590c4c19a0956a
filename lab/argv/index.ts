// SPDX-License-Identifier: GPL-2.0-only
import type { MachineSpec, Start } from "../machine.ts";
import { variantFacts } from "../variant.ts";
import { boardArgs, kernelArgs, startArgs } from "./board.ts";
import { consoleArgs, monitorArgs } from "./channels.ts";
import { deviceArgs, hasWire } from "./device.ts";
import { iommuArgs } from "./iommu.ts";
import { managementArgs, peerArgs } from "./network.ts";

/** MachineSpec → QEMU's argv without the program. `log` is the file in which QEMU keeps the console. */
export function argv(spec: MachineSpec, start: Start, log: string): readonly string[] {
  return [
    ...boardArgs(spec),
    ...kernelArgs(spec),
    ...consoleArgs(log),
    ...monitorArgs(),
    ...(spec.variant === undefined ? [] : variantFacts[spec.variant].args),
    ...iommuArgs(spec.iommu),
    ...deviceArgs(spec.device),
    ...(hasWire(spec.device) ? peerArgs() : []),
    ...managementArgs(),
    ...startArgs(start),
  ];
}

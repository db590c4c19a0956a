// SPDX-License-Identifier: GPL-2.0-only
import type { MachineSpec, Start } from "../machine.ts";
import { userlandArgs } from "../userland.ts";
import { variantFacts } from "../variant.ts";
import { boardArgs, kernelArgs, startArgs } from "./board.ts";
import { consoleArgs, monitorArgs } from "./channels.ts";
import { deviceArgs, hasWire, modelIn } from "./device.ts";
import { iommuArgs } from "./iommu.ts";
import { managementArgs, peerArgs } from "./network.ts";

/** All that is on the machine's buses. */
function deviceSection({ device, iommu }: Pick<MachineSpec, "device" | "iommu">): readonly string[] {
  const peer = hasWire(device) ? peerArgs() : [];
  return [...iommuArgs(iommu), ...deviceArgs(device), ...peer, ...managementArgs()];
}

/** QEMU's names of the devices that a machine is made of. */
export function machineModels(machine: Pick<MachineSpec, "device" | "iommu">): readonly string[] {
  const section = deviceSection(machine);
  const values = section.filter((_, index) => section[index - 1] === "-device");
  return [...new Set(values.map(modelIn))];
}

/** MachineSpec → QEMU's argv without the program. `log` is the file in which QEMU keeps the console. */
export function argv(spec: MachineSpec, start: Start, log: string): readonly string[] {
  return [
    ...boardArgs(spec),
    ...kernelArgs(spec),
    ...consoleArgs(log),
    ...monitorArgs(),
    ...(spec.variant === undefined ? [] : variantFacts[spec.variant].args),
    ...deviceSection(spec),
    ...(spec.userland === undefined ? [] : userlandArgs(spec.userland)),
    ...startArgs(start),
  ];
}

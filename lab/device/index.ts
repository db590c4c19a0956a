// SPDX-License-Identifier: GPL-2.0-only
// The devices that the lab can put under test. One more is a file beside this one, and a line each here and there.
import type { DeviceDefinition } from "./definition.ts";
import { e1000 } from "./e1000.ts";
import { e1000e } from "./e1000e.ts";
import { edu } from "./edu.ts";
import { igb } from "./igb.ts";
import { igbvf } from "./igbvf.ts";
import { ivshmem } from "./ivshmem.ts";
import { nvme } from "./nvme.ts";
import { pair } from "./pair.ts";
import { rtl8139 } from "./rtl8139.ts";

export type { Bar, DeviceDefinition, Driver } from "./definition.ts";

/** Sources: QEMU 10.0; harness/machine/devices.test.ts compares what is said of each with it. */
export const devices = {
  e1000e,
  igb,
  igbvf,
  ivshmem,
  e1000,
  edu,
  nvme,
  pair,
  rtl8139,
} satisfies Readonly<Record<string, DeviceDefinition>>;

/** What is put under test. */
export type DeviceModel = keyof typeof devices;

export const deviceModels = Object.keys(devices) as readonly DeviceModel[];

/** Where any device would do, it is this one: interrupts that can be counted, a wire, a driver in every kernel. */
export const referenceModel = "igb" satisfies DeviceModel;

/** The device that a cell names. @throws {TypeError} if there is none. */
export function findDevice(
  model: string,
  known: Readonly<Record<string, DeviceDefinition>> = devices,
): DeviceDefinition {
  const device = Object.hasOwn(known, model) ? known[model] : undefined;
  if (device === undefined) throw new TypeError(`there is no device ${model}`);
  return device;
}

// SPDX-License-Identifier: GPL-2.0-only
import type { DeviceDefinition } from "../device/index.ts";
import { wireArgs } from "./network.ts";

/** QEMU's id of the device under test. */
export const deviceId = "device0";

/** The device under test as `-device` takes it, with its id. */
export function deviceValue({ qemu }: Pick<DeviceDefinition, "qemu">): string {
  const [model, ...properties] = qemu.device.split(",");
  if (qemu.lists === undefined) return [model, `id=${deviceId}`, ...properties].join(",");
  const pairs = properties.map((property) => property.split("="));
  return JSON.stringify({ driver: model, id: deviceId, ...Object.fromEntries(pairs), ...qemu.lists });
}

/** QEMU's name of the model in a value of `-device`. */
export function modelIn(value: string): string {
  const [, json] = /^\{"driver":"([^"]*)"/.exec(value) ?? [];
  return json ?? value.split(",")[0] ?? "";
}

/** The device under test with what it needs around it. */
export function deviceArgs(device: DeviceDefinition): string[] {
  const { before, beside = [] } = device.qemu;
  return [...(hasWire(device) ? wireArgs() : []), ...before, "-device", deviceValue(device), ...beside];
}

/** Whether the machine has a wire, and a peer at its other end: a virtual function's NIC has it. */
export function hasWire({ wire, virtual }: DeviceDefinition): boolean {
  return wire === true || virtual?.physical.wire === true;
}

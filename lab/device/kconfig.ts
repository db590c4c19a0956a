// SPDX-License-Identifier: GPL-2.0-only
import type { DeviceDefinition } from "./definition.ts";

/** What a kernel must be configured with to have a device's driver, and that of the device which makes it. */
export function driverSymbols({ driver, virtual }: DeviceDefinition): Readonly<Record<string, "y" | "m">> {
  return { ...(virtual === undefined ? {} : driverSymbols(virtual.physical)), ...driver?.config };
}

/**
 * The same as a fragment of a kernel's configuration, without what the kernel is asked for already; what is built in is
 * as good as a module. Empty if that is all.
 */
export function driverFragment(device: DeviceDefinition, asked: ReadonlyMap<string, string>): string {
  const missing = Object.entries(driverSymbols(device)).filter(
    ([symbol, value]) => asked.get(symbol) !== value && asked.get(symbol) !== "y",
  );
  return missing.map(([symbol, value]) => `CONFIG_${symbol}=${value}\n`).join("");
}

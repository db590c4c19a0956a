// SPDX-License-Identifier: GPL-2.0-only
import type { DeviceDefinition } from "../../lab/device/index.ts";

const page = 4096;
/** Bytes of an entry of the MSI-X table: PCI Local Bus Specification 3.0, 6.8.2. */
const entry = 16;

/** What can be mapped of a device, by name and size: pages of memory BARs, without those that the MSI-X table touches. */
export function mappable({ bars, vectors }: Pick<DeviceDefinition, "bars" | "vectors">): Record<string, number> {
  const parts = bars
    .filter(({ kind }) => kind === "memory")
    .flatMap(({ index, size, msixTable }) => {
      const whole = Math.ceil(size / page) * page;
      if (msixTable === undefined) return [{ index, start: 0, end: whole }];
      const first = Math.floor(msixTable / page) * page;
      const last = Math.ceil((msixTable + vectors * entry) / page) * page;
      return [
        { index, start: 0, end: first },
        { index, start: last, end: whole },
      ];
    });
  const named = parts
    .filter(({ start, end }) => end > start)
    .map(({ index, start, end }) => [`BAR${index}${start === 0 ? "" : `+0x${start.toString(16)}`}`, end - start]);
  return Object.fromEntries(named) as Record<string, number>;
}

// SPDX-License-Identifier: GPL-2.0-only
// What the findings have in common.
import { drivenBy, type DeviceNeed } from "../../lab/device/needs.ts";
import { barAddress } from "../../harness/guest/pci.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";

/** How a driver should be: a spec that fails while its finding holds. A splat fails it by itself. */
export const finding = (module: string, ...needs: readonly DeviceNeed[]): ReturnType<typeof family> =>
  family(module, { devices: [drivenBy(module), ...needs], timeoutFactor: 2 });

/** A register of 32 bits of the device under test, in its first BAR unless told. */
export async function register({ guest, device }: SpecContext, offset: number, bar = 0): Promise<number> {
  const at = (await barAddress(guest, device.address, bar)) + BigInt(offset);
  return Number(await guest.$`devmem ${`0x${at.toString(16)}`} 32`);
}

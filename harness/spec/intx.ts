// SPDX-License-Identifier: GPL-2.0-only
// The interrupt line of the device under test, pulled by a program that has its BAR0 mapped (`labtool uio`, `labtool vfio`).
import type { DeviceDefinition } from "../../lab/device/index.ts";
import { poke } from "../guest/device-calls.ts";
import type { GuestProgram } from "../guest/program.ts";

/** Has the device pull its line, or let it go. @throws {TypeError} if the lab does not know how. */
export async function setLine(
  program: GuestProgram,
  { model, intx }: DeviceDefinition,
  to: "raise" | "lower",
): Promise<void> {
  if (intx === undefined) throw new TypeError(`the lab cannot raise the interrupt line of ${model}`);
  await program.all(intx[to].map(({ offset, value }) => poke(offset, value)));
}

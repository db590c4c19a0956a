// SPDX-License-Identifier: GPL-2.0-only
// How long the rings of an interface may be.
import { KernelError } from "../../harness/host/errors.ts";
import { sh } from "../../harness/guest/shell.ts";
import { notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import { ask, require, section } from "./interface.ts";

type Rings = Readonly<Record<"rx" | "tx", number>>;

/** Sizes between the least, which the driver chooses if 1 is asked for, and the largest. */
export async function sizes(context: SpecContext, here: string): Promise<Rings[]> {
  const { RX: rx = 0, TX: tx = 0 } = section(await require(context, sh`-g ${here}`), "Pre-set maximums");
  if (rx === 0 || tx === 0) notApplicable("the driver's rings have one size");
  const at = (part: number): Rings => ({ rx: Math.ceil(rx * part), tx: Math.ceil(tx * part) });
  return [{ rx: 1, tx: 1 }, at(1 / 16), at(1 / 2), at(1), { rx: 1, tx }, { rx, tx: 1 }];
}

/**
 * Sets both; a size that is set already is none to ask for. @returns whether the driver takes them: where it is not known
 * what the hardware is made for, a short one may be refused.
 */
export async function setRings(context: SpecContext, here: string, { rx, tx }: Rings): Promise<boolean> {
  try {
    await ask(context, sh`-G ${here} rx ${rx} tx ${tx}`);
    return true;
  } catch (error) {
    const refused = error instanceof KernelError && /Invalid argument/.test(error.output ?? "");
    if (refused && context.device.shortestRing === undefined) return false;
    throw error;
  }
}

/** Less than a quarter of the longest. */
export const isShort = ({ rx, tx }: Rings, [, , half]: readonly Rings[]): boolean =>
  half !== undefined && (2 * rx < half.rx || 2 * tx < half.tx);

// SPDX-License-Identifier: GPL-2.0-only
// Rings in memory that the device reaches by DMA.
import type { UioSession } from "./uio-session.ts";

/** Vectors as `labtool` sets them up for rings. */
const ringVectors = { rx: 0, tx: 1 } as const;

/** Where the device was told that its rings and buffers are. */
export interface Rings {
  readonly rxRing: string;
  readonly txRing: string;
  readonly txBuffer: string;
  readonly rxBuffer: string;
}

/** Brings rings up, each with an interrupt of its own on the eventfd `rx` or `tx`. */
export async function rings(session: UioSession): Promise<Rings> {
  const addresses = await session.ok("dma");
  for (const [name, vector] of Object.entries(ringVectors))
    await session.all([`eventfd ${name}`, `set ${vector} ${name}`]);
  return addresses as unknown as Rings;
}

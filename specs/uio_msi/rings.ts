// SPDX-License-Identifier: GPL-2.0-only
// Rings in memory that the device reaches by DMA.
import { dma, type Rings } from "../../harness/guest/device-calls.ts";
import { eventfd } from "../../harness/guest/eventfds.ts";
import type { Done } from "../../harness/guest/program.ts";
import { set } from "./commands.ts";
import type { UioSession } from "./uio-session.ts";

/** Vectors as `labtool` sets them up for rings. */
const ringVectors = { rx: 0, tx: 1 } as const;

/** Brings rings up, each with an interrupt of its own on the eventfd `rx` or `tx`. */
export async function rings(session: UioSession): Promise<Done<Rings>> {
  const addresses = await session.ok(dma());
  for (const [name, vector] of Object.entries(ringVectors)) await session.all([eventfd(name), set(vector, name)]);
  return addresses;
}

// SPDX-License-Identifier: GPL-2.0-only
// What specs say of DMA: rings, and what an IOMMU says of those that it stopped.
import { iommuFacts } from "../../lab/iommu.ts";
import type { UioSession } from "../guest/uio.ts";
import { readFault, type Fault } from "../klog/fault.ts";
import { judgeConsole } from "../klog/judge.ts";
import type { SpecContext } from "./context.ts";

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

/** The IOMMU's faults in the log since the spec began. */
export async function faults(context: SpecContext): Promise<readonly Fault[]> {
  return judgeConsole(await context.kernelLog())
    .map(readFault)
    .filter((fault) => fault !== undefined);
}

/** Whether the IOMMU said that the device was stopped at an address. Where it says nothing at all, that is no less true. */
export async function faultedAt(context: SpecContext, from: string | bigint, bytes = 1): Promise<boolean> {
  if (!iommuFacts[context.run.cell.iommu].reportsFaults) return true;
  const source = context.device.address.replace("0000:", "");
  const first = BigInt(from);
  const within = (address: bigint): boolean => address >= first && address < first + BigInt(bytes);
  return (await faults(context)).some((fault) => (fault.requester ?? fault.source) === source && within(fault.address));
}

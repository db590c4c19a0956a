// SPDX-License-Identifier: GPL-2.0-only
// DMA that an IOMMU stops: what it says, and what a spec expects it to say.
import { iommuFacts } from "../../lab/iommu.ts";
import { readFault, type Fault } from "../klog/fault.ts";
import { judgeConsole } from "../klog/judge.ts";
import type { SpecContext } from "./context.ts";

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

/** Says that DMA will be blocked, and why that is right. Not every IOMMU tells the kernel. */
export function expectFault(context: SpecContext, why: string): void {
  if (iommuFacts[context.run.cell.iommu].reportsFaults) context.expectSplat({ kind: "iommu-fault", title: /./, why });
}

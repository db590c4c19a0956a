// SPDX-License-Identifier: GPL-2.0-only
// VFIO: the ways that it has on a machine, and what it refuses unless root allows it.
import { iommuFacts, type IommuFacts } from "../../lab/iommu.ts";
import type { Guest } from "../guest/guest.ts";
import { bind } from "../guest/pci.ts";
import { sh, type ShellCommand } from "../guest/shell.ts";
import { atLeast, versionIn } from "../host/version.ts";
import type { SpecContext } from "./context.ts";
import type { Needs } from "./registry.ts";

/** Group and container; a file of its own and /dev/iommu; group and container without any IOMMU. */
export type VfioWay = "type1" | "iommufd" | "noiommu";

/** The ways that VFIO has on a machine. Where the IOMMU is switched off, only the one that taints the kernel. */
export function vfioWays({ dma }: IommuFacts): readonly VfioWay[] {
  return dma === "absent" ? ["noiommu"] : ["type1", "iommufd"];
}

/** The first kernel in which a device has a file of its own: CONFIG_VFIO_DEVICE_CDEV. */
export const iommufdSince = "6.6";

/** What a spec needs that goes one of these ways. */
export function vfioNeeds(way: VfioWay): Pick<Needs, "since"> {
  return way === "iommufd" ? { since: iommufdSince } : {};
}

/** The ways that VFIO has on the machine of a cell, with its kernel. */
export function listVfioWays({ run }: SpecContext): readonly VfioWay[] {
  const old = !atLeast(versionIn(run.release) ?? "0", iommufdSince);
  return vfioWays(iommuFacts[run.cell.iommu]).filter((way) => way !== "iommufd" || !old);
}

/** What a machine must be for each way. */
export const wayNeeds: Readonly<Record<VfioWay, Pick<Needs, "dma" | "since">>> = {
  type1: { dma: ["translating", "identity"] },
  iommufd: { dma: ["translating", "identity"], since: iommufdSince },
  noiommu: { dma: ["absent"] },
};

/** Hands the device to vfio-pci, and lets programs have it in whatever way the machine allows. */
export async function bindVfio(context: SpecContext): Promise<void> {
  const { guest, device, run } = context;
  // A device without a reset of its own (e1000e) is reset with its bus; the kernel says so once a boot.
  context.expectSplat({
    kind: "device",
    title: /unlocked secondary bus reset via: /,
    why: "vfio-pci resets by pci_try_reset_function(), which does not lock the bridge (drivers/pci/pci.c)",
    required: false,
  });
  await permitVfio(guest, iommuFacts[run.cell.iommu]);
  await bind(guest, device.address, "vfio-pci");
}

const permitted = new WeakSet<Guest>();

/** Lets VFIO do what it refuses unless root says that it may: drivers/vfio/vfio_iommu_type1.c and iommufd/device.c. */
export async function permitVfio(guest: Guest, iommu: IommuFacts): Promise<void> {
  if (permitted.has(guest)) return;
  permitted.add(guest);
  const allow = (parameter: string): ShellCommand => sh`echo 1 > /sys/module/${parameter}`;
  await guest.$`modprobe -a vfio vfio_iommu_type1`;
  // Linux has it since 6.2: before that there is nothing to allow.
  await guest.execute(sh`modprobe iommufd`);
  if (iommu.dma === "absent") await guest.run(allow("vfio/parameters/enable_unsafe_noiommu_mode"));
  else if (!iommu.interruptRemapping)
    for (const name of ["vfio_iommu_type1", "iommufd"])
      await guest.$`[ ! -d /sys/module/${name} ] || ${allow(`${name}/parameters/allow_unsafe_interrupts`)}`;
}

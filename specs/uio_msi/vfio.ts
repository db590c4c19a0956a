// SPDX-License-Identifier: GPL-2.0-only
// The device in the hands of VFIO, in each way that the machine allows: what uio_msi is compared with.
import type { PciAddress } from "../../lab/ids.ts";
import { open, map, master } from "../../harness/guest/device-calls.ts";
import type { Guest } from "../../harness/guest/guest.ts";
import type { SpecContext } from "../../harness/spec/index.ts";
import { bindVfio, type VfioWay } from "../../harness/spec/vfio.ts";
import { UioSession } from "./uio-session.ts";

/** A program that will have the device by VFIO; it has not opened it yet. */
export async function startVfio(guest: Guest, address: PciAddress, way: VfioWay): Promise<UioSession> {
  return UioSession.labtool(guest, ["vfio", address, way]);
}

/** Hands the device to vfio-pci and opens it in a program of its own. VFIO leaves bus mastering to the program. */
export async function openVfio(context: SpecContext, way: VfioWay): Promise<UioSession> {
  await bindVfio(context);
  const session = await startVfio(context.guest, context.device.address, way);
  await session.all([open(), map("BAR0"), master("on")]);
  return session;
}

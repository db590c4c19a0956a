// SPDX-License-Identifier: GPL-2.0-only
// A device in the hands of uio_pci_generic, and the program that has it open.
import { open } from "../../harness/guest/device-calls.ts";
import { GuestProgram } from "../../harness/guest/program.ts";
import { bind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import type { SpecContext } from "../../harness/spec/index.ts";

export const driver = "uio_pci_generic";

/** Hands the device to uio_pci_generic, if another driver has it. */
export async function bindGeneric({ guest, device }: SpecContext): Promise<void> {
  await bind(guest, device.address, driver);
}

/** A program that will have the device; it has not opened it yet. */
export async function startUio({ guest, device }: SpecContext): Promise<GuestProgram> {
  return GuestProgram.launch(guest, sh`labtool uio ${device.address}`);
}

/** Binds the device and opens it in a program of its own. */
export async function openUio(context: SpecContext): Promise<GuestProgram> {
  await bindGeneric(context);
  const uio = await startUio(context);
  await uio.ok(open());
  return uio;
}

/** Lets the line through that the driver's handler shut with the interrupt disable bit of the command register. */
export async function letThrough({ guest, device }: SpecContext): Promise<void> {
  await guest.$`labtool pci ${device.address} set intx-disable off`;
}

/** The number of programs and drivers that hold a module: -1 if it is not loaded. */
export async function moduleReferences({ guest }: SpecContext, module = driver): Promise<number> {
  return Number(await guest.$`cat /sys/module/${module}/refcnt 2> /dev/null || echo -1`);
}

/** `uioN` of the device; undefined if it has none. */
export async function uioName({ guest, device }: SpecContext): Promise<string | undefined> {
  const { stdout } = await guest.execute(sh`ls /sys/bus/pci/devices/${device.address}/uio 2> /dev/null`);
  return stdout.trim() === "" ? undefined : stdout.trim();
}

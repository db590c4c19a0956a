// SPDX-License-Identifier: GPL-2.0-only
// What a device is for, whatever its class: that it works, and that it is at work while something is done to it.
import { frames as networked, interfaces } from "../../lab/device/needs.ts";
import { macs } from "../../lab/network.ts";
import { KernelError } from "../../harness/host/errors.ts";
import { cross, interfaceByMac, readInterface, startTraffic } from "../../harness/guest/network.ts";
import { bindOwn, readDriver } from "../../harness/guest/pci.ts";
import { GuestProgram } from "../../harness/guest/program.ts";
import { sh } from "../../harness/guest/shell.ts";
import type { SpecContext } from "../../harness/spec/index.ts";

/** Frames that cross in each direction: a few, of different lengths. */
const frames = 20;

/** Waits for the disk of a function: drivers look for disks after they have taken a controller. */
async function disk(context: SpecContext): Promise<string> {
  const { guest, device, run } = context;
  const command = sh`ls -d /sys/block/* | xargs -n1 readlink -f | grep -m1 /${device.address}/`;
  const found = await guest.until("a disk", command, 10_000 * run.timeoutScale);
  return found.split("/").at(-1) ?? "";
}

/** Has the kernel's own driver take the device and sees that it works. @throws {KernelError} if it does not. */
export async function works(context: SpecContext): Promise<void> {
  const { guest, device } = context;
  await bindOwn(guest, device);
  if (interfaces.isMet(device)) {
    const [here, peer] = [await readInterface(guest, device.address), await interfaceByMac(guest, macs.peer)];
    if (!networked.isMet(device)) return;
    await cross(guest, here, peer, frames);
    await cross(guest, peer, here, frames);
  } else if (device.disk === true) {
    const name = await disk(context);
    await guest.run(sh`dd if=/dev/${name} of=/dev/null bs=64k count=16 iflag=direct 2>&1`, { timeout: 60_000 });
  } else if ((await readDriver(guest, device.address)) !== device.driver?.name)
    throw new KernelError(`${device.driver?.name} does not have ${device.address}`);
}

/** Something that goes on in the guest until it is disposed of. */
export interface Activity extends AsyncDisposable {
  /** `frames cross`, `a disk is read`. */
  readonly text: string;
}

const idle: Activity = { text: "nothing", [Symbol.asyncDispose]: () => Promise.resolve() };

/** Puts the device to work in the background, as its class does; its driver has it. What is lost by it is no fault. */
export async function startWork(context: SpecContext): Promise<Activity> {
  const { guest, device } = context;
  if (networked.isMet(device)) {
    const [here, peer] = [await readInterface(guest, device.address), await interfaceByMac(guest, macs.peer)];
    return activity("frames cross", await startTraffic(guest, here, peer));
  }
  if (device.disk === true) {
    const read = sh`dd if=/dev/${await disk(context)} of=/dev/null bs=64k count=64 iflag=direct`;
    const loop = sh`while ${read} 2>/dev/null; do :; done & reader=$!; cat >/dev/null; kill $reader 2>/dev/null; wait`;
    return activity("a disk is read", await GuestProgram.launch(guest, loop));
  }
  return idle;
}

function activity(text: string, program: GuestProgram): Activity {
  return { text, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

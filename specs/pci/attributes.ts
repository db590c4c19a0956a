// SPDX-License-Identifier: GPL-2.0-only
// All that the kernel says in files of a function, of what its driver made of it, and of the driver.
import { KernelError } from "../../harness/host/errors.ts";
import type { GuestProgram } from "../../harness/guest/program.ts";
import { tree, treeRead } from "../../harness/guest/tree.ts";
import type { SpecContext } from "../../harness/spec/index.ts";

/** Opens all of it in a program of labtool's, and reads it. @returns how many files, and what was read. */
export async function openAttributes({ guest, device }: SpecContext, calls: GuestProgram) {
  const folder = `/sys/bus/pci/devices/${device.address}`;
  const debug = await guest.$`find /sys/kernel/debug -type d -name ${device.address}`;
  // By links: a driver's name may have blanks. What is built in may have no module.
  const linked = await guest.$`cd ${folder} && for link in driver driver/module; do [ ! -e $link ] || echo $link; done`;
  const folders = [folder, ...words(linked).map((link) => `${folder}/${link}`), ...words(debug)];
  for (const one of folders) {
    const { unlocked } = await calls.ok(tree(one));
    if (unlocked !== "")
      throw new KernelError(`${unlocked} is not writable by its mode, and can be opened for writing`);
  }
  return calls.ok(treeRead());
}

const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

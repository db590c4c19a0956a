// SPDX-License-Identifier: GPL-2.0-only
// Kernel modules that take the place of those that a machine was booted with: those of a mutant.
import { readdir } from "node:fs/promises";
import { LabError } from "../host/errors.ts";
import { copyIn } from "./copy.ts";
import type { Guest } from "./guest.ts";
import { sh } from "./shell.ts";

/**
 * Puts the modules of a folder on the host, which holds `lib/modules/…`, in the place of the guest's.
 * @throws {LabError} if one of them is loaded and cannot be unloaded: the guest would go on with the old one.
 */
export async function replaceModules(guest: Guest, folder: string): Promise<void> {
  const found = await readdir(folder, { recursive: true });
  const modules = found.filter((file) => file.endsWith(".ko"));
  const names = modules.map((file) => file.replace(/^.*\//, "").slice(0, -3).replaceAll("-", "_"));
  await copyIn(guest, folder, ["lib"], "/");
  // Unloading a user may release what it uses: as often as there are modules.
  const unload = sh`for round in ${names}; do rmmod ${names} 2> /dev/null; done`;
  const { stdout } = await guest.execute(sh`${unload}; cd /sys/module && ls -d ${names} 2> /dev/null`);
  if (stdout.trim() !== "") throw new LabError(`cannot replace a module in use: ${stdout.trim()}`);
}

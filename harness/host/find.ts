// SPDX-License-Identifier: GPL-2.0-only
import { accessSync, constants } from "node:fs";
import path from "node:path";

/**
 * Where commands are looked for: `$PATH`, then the folders for administrators, which an ordinary user's path may lack
 * though depmod and dropbear are there.
 */
export function searchedFolders(searched = process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"): readonly string[] {
  const all = [...searched.split(":"), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  return all.filter((folder) => path.isAbsolute(folder));
}

/** Where a command is. */
export function findCommand(command: string, searched?: string): string | undefined {
  if (command.includes("/")) return executable(command) ? path.resolve(command) : undefined;
  return searchedFolders(searched)
    .map((folder) => path.join(folder, command))
    .find(executable);
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

// SPDX-License-Identifier: GPL-2.0-only
import { accessSync, constants } from "node:fs";
import path from "node:path";

/** True if the host has a program of this name. */
export function hostHas(program: string, env: NodeJS.ProcessEnv = process.env): boolean {
  return (env["PATH"] ?? "").split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

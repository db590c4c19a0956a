// SPDX-License-Identifier: GPL-2.0-only
import { homedir } from "node:os";
import path from "node:path";

/** The checkout, or the package. */
export const root = path.resolve(import.meta.dirname, "../..");

/** Whether the lab is a package of somebody's. */
export const isInstalled = path.basename(path.dirname(root)) === "node_modules";

/** The folder with the packages that the lab uses: its own, or the one that it is installed in. */
export const packages = isInstalled ? path.dirname(root) : path.join(root, "node_modules");

/** Where artifacts are kept by content: `$MSIXLAB_CACHE`, else `$XDG_CACHE_HOME/msixlab`, else `~/.cache/msixlab`. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (env["MSIXLAB_CACHE"]) return path.resolve(env["MSIXLAB_CACHE"]);
  return path.join(env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache"), "msixlab");
}

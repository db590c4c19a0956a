// SPDX-License-Identifier: GPL-2.0-only
import { homedir } from "node:os";
import path from "node:path";

/** The checkout. */
export const root = path.resolve(import.meta.dirname, "../..");

/** Where artifacts are kept by content: `$MSIXLAB_CACHE`, else `$XDG_CACHE_HOME/msixlab`, else `~/.cache/msixlab`. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (env["MSIXLAB_CACHE"]) return path.resolve(env["MSIXLAB_CACHE"]);
  return path.join(env["XDG_CACHE_HOME"] || path.join(homedir(), ".cache"), "msixlab");
}

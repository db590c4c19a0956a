// SPDX-License-Identifier: GPL-2.0-only
// Where the command was typed: relative paths in it are relative to that folder, and what it prints is pasted there.
import path from "node:path";
import { isInstalled, root } from "./paths.ts";

/** Where the lab's own children find it. */
const variable = "MSIXLAB_TYPED_IN";

/**
 * The folder in which a command was typed. npm changes to the folder of package.json and says in INIT_CWD where it was
 * called.
 */
export function whereTyped(env: NodeJS.ProcessEnv = process.env, cwd = process.cwd()): string {
  const byNpm = env["npm_lifecycle_event"] === "lab" && cwd === root;
  return byNpm ? path.resolve(env["INIT_CWD"] || cwd) : cwd;
}

/** Makes that folder the working directory, and known to children. */
export function goWhereTyped(): void {
  const folder = whereTyped();
  process.chdir(folder);
  process.env[variable] = folder;
}

/** Words of the command that runs the lab from the folder in which it was typed, with these arguments. */
export function labWords(args: readonly string[] = [], folder = process.env[variable] ?? root): string[] {
  if (isInstalled) return ["npx", "msixlab", ...args];
  const inside = folder === root || folder.startsWith(`${root}/`);
  return ["npm", ...(inside ? [] : ["--prefix", root]), "run", "lab", ...(args.length > 0 ? ["--", ...args] : [])];
}

/** What people type before a verb: the lab is a checkout, or a package of theirs. */
export const labName = isInstalled ? "npx msixlab" : "npm run lab --";

/** `npm run lab -- plan`: what people are told to type. */
export const labCommand = (words: string): string => `${labName} ${words}`;

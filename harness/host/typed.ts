// SPDX-License-Identifier: GPL-2.0-only
// Where the command was typed: relative paths in it are relative to that folder, and what it prints is pasted there.
import path from "node:path";
import { root } from "./paths.ts";

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

/** How npm runs the lab from the folder in which the command was typed. */
export function npmRun(folder = process.env[variable] ?? root): string[] {
  const inside = folder === root || folder.startsWith(`${root}/`);
  return ["npm", ...(inside ? [] : ["--prefix", root]), "run", "lab"];
}

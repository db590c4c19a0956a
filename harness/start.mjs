// SPDX-License-Identifier: GPL-2.0-only
// Loads the lab into this process. Plain JavaScript: TypeScript can be imported once tsx is.
import { register } from "node:module";
import { fileURLToPath } from "node:url";

/** Becomes the lab: as `node --import=tsx harness/cli/main.ts …` would, in this process. */
export async function start(args) {
  const main = new URL("cli/main.ts", import.meta.url);
  process.argv.splice(1, process.argv.length, main.pathname, ...args);
  // Else tsx reads the tsconfig.json of the folder in which the command was typed, and reports have no JSX.
  process.env["TSX_TSCONFIG_PATH"] ??= fileURLToPath(new URL("../tsconfig.json", import.meta.url));
  await import("tsx");
  register("./resolve.mjs", import.meta.url);
  await import(main.href);
}

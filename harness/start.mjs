// SPDX-License-Identifier: GPL-2.0-only
// Loads the lab into this process. Plain JavaScript: TypeScript can be imported once tsx is.
import { register } from "node:module";

/** Becomes the lab: as `node --import=tsx harness/cli/main.ts …` would, in this process. */
export async function start(args) {
  const main = new URL("cli/main.ts", import.meta.url);
  process.argv.splice(1, process.argv.length, main.pathname, ...args);
  await import("tsx");
  register("./resolve.mjs", import.meta.url);
  await import(main.href);
}

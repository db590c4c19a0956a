// SPDX-License-Identifier: GPL-2.0-only
// The order in which a manual would tell it: specs/order.json; files that it does not name come last, by name.
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../host/paths.ts";

const order = JSON.parse(readFileSync(path.join(root, "specs/order.json"), "utf8")) as string[];

/** Compares two spec files. */
export function compareSpecFiles(a: string, b: string): number {
  const rank = (file: string): number => {
    const found = order.indexOf(path.basename(file).replace(/\.spec\.[jt]s$/, ""));
    return found < 0 ? order.length : found;
  };
  return rank(a) - rank(b) || a.localeCompare(b);
}

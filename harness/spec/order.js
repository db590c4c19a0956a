// SPDX-License-Identifier: GPL-2.0-only
// The order in which a manual would tell it: specs/order.json; files that it does not name come last, by name.
// JavaScript, because AVA's config file needs it as well.
import { readFileSync } from "node:fs";
import path from "node:path";

/** @type {string[]} */
const order = JSON.parse(readFileSync(path.join(import.meta.dirname, "../../specs/order.json"), "utf8"));

/**
 * Compares two spec files.
 * @param {string} a
 * @param {string} b
 * @returns {number}
 */
export function compareSpecFiles(a, b) {
  /** @param {string} file */
  const rank = (file) => {
    const found = order.indexOf(path.basename(file).replace(/\.spec\.[jt]s$/, ""));
    return found < 0 ? order.length : found;
  };
  return rank(a) - rank(b) || a.localeCompare(b);
}

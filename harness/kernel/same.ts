// SPDX-License-Identifier: GPL-2.0-only
// Whether two kernels are one. Builds come out bit for bit the same, so a byte that differs is the series' doing.
import { readdir } from "node:fs/promises";
import path from "node:path";
import { readEntry, sameEntry } from "../host/files.ts";
import { seriesPaths } from "../series/read.ts";
import type { Kernel } from "./types.ts";
import type { Series } from "../series/types.ts";

/** What a kernel is for the lab: image, symbols, configuration, modules. */
async function readParts(kernel: Kernel): Promise<string[]> {
  const entries = await readdir(kernel.modules, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(kernel.modules, path.join(entry.parentPath, entry.name)))
    .filter((name) => name !== "kernel.json")
    .sort();
}

/** True if image, System.map, .config and all modules of two kernels are the same, bit for bit. */
export async function sameKernel(one: Kernel, other: Kernel): Promise<boolean> {
  if (one.hash === other.hash) return true;
  const [parts, others] = [await readParts(one), await readParts(other)];
  if (parts.length === 0 || parts.join("\n") !== others.join("\n")) return false;
  for (const part of parts) {
    const [a, b] = [await readEntry(path.join(one.modules, part)), await readEntry(path.join(other.modules, part))];
    if (!sameEntry(a, b)) return false;
  }
  return true;
}

/** True if a series changes what user space is compiled with: that is no part of the kernel, and specs look at it. */
export async function changesUapi(series: Series): Promise<boolean> {
  return (await seriesPaths(series)).some((name) => /(?:^|\/)include\/uapi\//.test(name));
}

/** True if a series changes C: what it changes besides has no lines that run. */
export async function changesCode(series: Series): Promise<boolean> {
  return (await seriesPaths(series)).some((name) => /\.[ch]$/.test(name));
}

// SPDX-License-Identifier: GPL-2.0-only
// Kernels of both sides, and what goes with each: an initrd that has its modules.
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { CellSpec } from "../../lab/matrix.ts";
import { joinInitrd, modulesArchive, type Artifact } from "../image/index.ts";
import { buildKernel } from "../kernel/index.ts";
import { joinSeries } from "../kernel/series.ts";
import type { Context, Kernel, KernelRequest } from "../kernel/types.ts";
import type { SideKernel } from "./equipment.ts";
import type { RunOptions } from "./options.ts";

/** What tells the kernels of a run apart. */
export type KernelName = Pick<CellSpec, "side" | "flavour">;

/** What a kernel is made of. */
export function requestOf(
  name: KernelName,
  options: Pick<RunOptions, "source" | "series" | "baseSeries">,
): KernelRequest {
  const { source, series, baseSeries } = options;
  return { source, series: name.side === "base" ? baseSeries : joinSeries(baseSeries, series), ...name };
}

/** Builds a kernel, or takes it from the cache. */
export async function kernelOf(name: KernelName, options: RunOptions, context: Context): Promise<Kernel> {
  return buildKernel(requestOf(name, options), context);
}

/** The initrd for a kernel: the image, the kernel's modules, the run's keys. */
export async function withInitrd(
  kernel: Kernel,
  image: Artifact,
  keys: { readonly archive: string },
  scratch: string,
  context: Context,
): Promise<SideKernel> {
  const modules = await modulesArchive(kernel, context);
  const out = path.join(scratch, `${kernel.side}-${kernel.flavour}.initrd`);
  return { kernel, initrd: await joinInitrd([image.path, modules, keys.archive], out) };
}

/** The drivers that a kernel has, built in or as modules: names as modprobe knows them, with underscores. */
export async function driversOf(kernel: Pick<Kernel, "modules" | "release">): Promise<ReadonlySet<string>> {
  const folder = path.join(kernel.modules, "lib/modules", kernel.release);
  const lists = await Promise.all(
    ["modules.dep", "modules.builtin"].map((name) => readFile(path.join(folder, name), "utf8").catch(() => "")),
  );
  const names = lists.join("\n").matchAll(/([^/\s:]+)\.ko(?=[:\s.]|$)/gm);
  return new Set([...names].map(([, name = ""]) => name.replaceAll("-", "_")));
}

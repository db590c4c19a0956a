// SPDX-License-Identifier: GPL-2.0-only
// Kernels of both sides, and what goes with each: an initrd that has its modules.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { findDevice, type DeviceDefinition } from "../../lab/device/index.ts";
import { cells, profiles, type CellFilter, type CellSpec } from "../../lab/matrix.ts";
import { changedModulesArchive, joinInitrd, modulesArchive, type Artifact } from "../image/index.ts";
import { buildKernel } from "../kernel/index.ts";
import { firstPatches, joinSeries } from "../series/read.ts";
import type { Kernel, KernelRequest } from "../kernel/types.ts";
import type { Context } from "../host/context.ts";
import type { SideKernel } from "./cell-context.ts";
import type { Choice } from "./choose.ts";
import { kernelTarget, type RunOptions } from "./options.ts";

/** What tells the kernels of a run apart. */
export type KernelName = Pick<CellSpec, "side" | "flavour" | "kernel" | "commit">;

/**
 * The devices of a run: each of its kernels has the drivers of all of them, so that one kernel does for all cells. What a
 * patch chose is there whatever is left of it: one cell is run again on the kernel that there is.
 */
export function devicesIn(filters: CellFilter, choice?: Choice): readonly DeviceDefinition[] {
  const chosen = profiles.filter((profile) => profile !== "full" || filters.profile === "full");
  const held = choice === undefined ? [] : chosen.flatMap((profile) => choice.machines[profile]);
  const models = new Set([...cells(filters), ...held].map(({ device }) => device));
  return [...models].sort().map((model) => findDevice(model, filters.matrix?.devices));
}

/** What a kernel is made of. */
export function kernelRequest(
  { side, flavour, kernel: version, commit }: KernelName,
  options: Pick<RunOptions, "source" | "series" | "baseSeries" | "targets" | "kunit"> &
    Partial<Pick<RunOptions, "settings" | "filters" | "choice" | "symbols" | "kernelDevices">>,
): KernelRequest {
  const { source, series, baseSeries } = kernelTarget(options, version);
  const patched = commit === undefined ? series : firstPatches(series, commit);
  return {
    source,
    series: side === "base" ? baseSeries : joinSeries(baseSeries, patched),
    side,
    flavour,
    base: baseSeries,
    watched: joinSeries(baseSeries, series),
    version,
    commit,
    kunit: options.kunit !== undefined,
    devices: options.kernelDevices ?? (options.filters === undefined ? [] : devicesIn(options.filters, options.choice)),
    ...(options.symbols === undefined ? {} : { symbols: options.symbols }),
    fragments: options.settings?.fragments ?? [],
  };
}

/** True for the kernels of one flavour and version. */
export function sameBuild(one: KernelName, other: KernelName): boolean {
  return one.flavour === other.flavour && one.kernel === other.kernel;
}

/** Builds a kernel, or takes it from the cache. */
export async function obtainKernel(name: KernelName, options: RunOptions, context: Context): Promise<Kernel> {
  return buildKernel(kernelRequest(name, options), context);
}

/** The initrd for a kernel: the image, the kernel's modules, others in the place of some of them, the run's keys. */
export async function withInitrd(
  kernel: Kernel,
  image: Artifact,
  keys: { readonly archive: string },
  scratch: string,
  context: Context,
  changed?: string,
): Promise<SideKernel> {
  const own = await modulesArchive(kernel, context);
  const modules =
    changed === undefined ? [own] : [own, await changedModulesArchive(changed, path.join(scratch, "changed.cpio"))];
  const { side, flavour, version, commit } = kernel;
  const which = [side, flavour, version, commit === undefined ? undefined : `commit-${commit}`];
  const out = path.join(scratch, `${which.filter((word) => word !== undefined).join("-")}.initrd`);
  return { kernel, initrd: await joinInitrd([image.path, ...modules, keys.archive], out) };
}

/** The drivers that a kernel has, built in or as modules: names as modprobe knows them, with underscores. */
export async function readDrivers(kernel: Pick<Kernel, "modules" | "release">): Promise<ReadonlySet<string>> {
  const folder = path.join(kernel.modules, "lib/modules", kernel.release);
  const lists = await Promise.all(
    ["modules.dep", "modules.builtin"].map((name) => readFile(path.join(folder, name), "utf8").catch(() => "")),
  );
  const names = lists.join("\n").matchAll(/([^/\s:]+)\.ko(?=[:\s.]|$)/gm);
  return new Set([...names].map(([, name = ""]) => name.replaceAll("-", "_")));
}

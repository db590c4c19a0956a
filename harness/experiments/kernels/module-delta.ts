// SPDX-License-Identifier: GPL-2.0-only
// What a mutant, or a patch, changes in a kernel. Builds are reproducible bit for bit, so that is what differs between
// the two. Most change modules alone: then the machines that are booted already can have those.
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { forgetKernel } from "../../kernel/artifacts.ts";
import { exists, sha256 } from "../../host/files.ts";
import { buildKernel, buildModules } from "../../kernel/index.ts";
import { namedPaths } from "../../series/scan.ts";
import { patchPath } from "../../series/read.ts";
import type { Kernel, KernelRequest } from "../../kernel/types.ts";
import type { Series } from "../../series/types.ts";
import type { Context } from "../../host/context.ts";

export type ModuleDelta =
  /** Nothing differs: no spec could see it. */
  | { readonly kind: "same" }
  /** A folder that holds `lib/modules/…`: modules that differ, and the indexes of modprobe if they do. */
  | { readonly kind: "modules"; readonly folder: string }
  /** What is built in differs: it has to be booted. */
  | { readonly kind: "kernel"; readonly kernel: Kernel };

/** The files of a kernel that the guest reads: the bootable image, modules, their indexes. */
async function readKernelFiles(kernel: Kernel): Promise<ReadonlyMap<string, Buffer>> {
  const found = await readdir(path.join(kernel.modules, "lib"), { recursive: true, withFileTypes: true });
  // The .bin indexes are for kmod; busybox reads the others.
  const files = found.filter((entry) => entry.isFile() && !entry.name.endsWith(".bin"));
  const paths = files.map((entry) => path.relative(kernel.modules, path.join(entry.parentPath, entry.name)));
  return new Map(
    await Promise.all(
      ["bzImage", ...paths].map(async (file) => [file, await readFile(path.join(kernel.modules, file))] as const),
    ),
  );
}

/** What is asked of a kernel that differs from one that is there. */
export interface Change {
  /** By what the two differ: the same text, the same difference. */
  readonly key: string;
  /** The files by which they differ, if they are known. */
  readonly files: readonly string[] | undefined;
  readonly request: KernelRequest;
}

/**
 * Builds what a change makes of a kernel and keeps it in the cache: a few modules. Where it takes a whole kernel, a hundred times
 * that, it is removed again unless it has to be booted.
 * @throws {KernelError} if it does not build. @throws {UsageError} if it does not apply.
 */
export async function buildModuleDelta(
  { key, files, request }: Change,
  unmutated: Kernel,
  context: Context,
): Promise<ModuleDelta> {
  const folder = path.join(context.cache, "mutants", sha256(`${unmutated.hash}\n${key}`).slice(0, 32));
  if (await exists(path.join(folder, "lib"))) return { kind: "modules", folder };
  if (await exists(path.join(folder, "same"))) return { kind: "same" };
  const modules = files === undefined ? undefined : await buildModules(request, files, unmutated, context);
  if (modules !== undefined) return keep(folder, modules);
  const kernel = await buildKernel(request, context);
  if (kernel.hash === unmutated.hash) return { kind: "same" };
  const [before, after] = await Promise.all([readKernelFiles(unmutated), readKernelFiles(kernel)]);
  const changed = [...after].filter(([file, bytes]) => !(before.get(file)?.equals(bytes) ?? false));
  if (changed.some(([file]) => file === "bzImage")) return { kind: "kernel", kernel };
  await forgetKernel(kernel.hash, context);
  return keep(folder, changed);
}

/** The unmutated modules beside which the series changes something: they go the way that those of mutants go. */
export async function unmutatedModules(kernel: Kernel, series: Series, context: Context): Promise<ModuleDelta> {
  const folder = path.join(context.cache, "mutants", sha256(`unmutated ${kernel.hash}`).slice(0, 32));
  if (await exists(path.join(folder, "lib"))) return { kind: "modules", folder };
  const patches = await Promise.all(series.patches.map(({ file }) => readFile(patchPath(series, file), "utf8")));
  const touched = new Set(patches.flatMap((patch) => namedPaths(patch)).map((file) => path.dirname(file)));
  const own = [...(await readKernelFiles(kernel))].filter(
    ([file]) => file.endsWith(".ko") && [...touched].some((inside) => path.dirname(file).endsWith(`/kernel/${inside}`)),
  );
  return keep(folder, own);
}

/** Keeps the files that differ in the cache. */
async function keep(folder: string, files: readonly (readonly [file: string, bytes: Buffer])[]): Promise<ModuleDelta> {
  const scratch = `${folder}.${process.pid}`;
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  if (files.length === 0) await writeFile(path.join(scratch, "same"), "");
  for (const [file, bytes] of files) {
    await mkdir(path.dirname(path.join(scratch, file)), { recursive: true });
    await writeFile(path.join(scratch, file), bytes);
  }
  await rm(folder, { recursive: true, force: true });
  await rename(scratch, folder);
  return files.length === 0 ? { kind: "same" } : { kind: "modules", folder };
}

// SPDX-License-Identifier: GPL-2.0-only
// Built kernels, by the hash of everything that went into them. They need no source and no workspace beside them.
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { flavours, type Flavour } from "../../lab/flavour.ts";
import { coverageFolder } from "./coverage.ts";
import { exists, sha256, writeWhole } from "../host/files.ts";
import type { Kernel, KernelRequest } from "./types.ts";
import type { Context } from "../host/context.ts";

const Record = z.object({
  release: z.string(),
  source: z.string(),
  flavour: z.enum(flavours as readonly [Flavour, ...Flavour[]]),
});

/** What is written down of a kernel beside its files. */
export type ArtifactRecord = z.infer<typeof Record>;

function artifactFolder(hash: string, context: Context): string {
  return path.join(context.cache, "kernel/artifacts", hash);
}

/** The kernel of a hash, if it was built before. */
export async function findKernel(hash: string, request: KernelRequest, context: Context): Promise<Kernel | undefined> {
  const folder = artifactFolder(hash, context);
  const record = path.join(folder, "kernel.json");
  if (!(await exists(record))) return undefined;
  const known = Record.parse(JSON.parse(await readFile(record, "utf8")));
  return {
    ...known,
    side: request.side,
    ...(request.version === undefined ? {} : { version: request.version }),
    ...(request.commit === undefined ? {} : { commit: request.commit }),
    hash,
    bzImage: path.join(folder, "bzImage"),
    config: path.join(folder, "config"),
    modules: folder,
    ...((await exists(path.join(folder, coverageFolder))) ? { coverage: path.join(folder, coverageFolder) } : {}),
    cached: true,
  };
}

/** The image of some kernel that was built, whichever: for who wants to see any of them boot. */
export async function anyKernel(cache: string): Promise<string | undefined> {
  const folder = path.join(cache, "kernel/artifacts");
  for (const hash of await readdir(folder).catch((): string[] => []))
    if (await exists(path.join(folder, hash, "kernel.json"))) return path.join(folder, hash, "bzImage");
  return undefined;
}

/**
 * Has `fill` write a kernel's files to `scratch` and puts them in their place, whole or not at all. The caller has
 * `scratch` to itself: what a killed lab left in it is nobody's.
 */
export async function keepKernel(
  hash: string,
  scratch: string,
  context: Context,
  fill: (folder: string) => Promise<ArtifactRecord>,
): Promise<void> {
  const folder = artifactFolder(hash, context);
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  const record = await fill(scratch);
  await writeWhole(path.join(scratch, "kernel.json"), `${JSON.stringify(record, undefined, 2)}\n`);
  await mkdir(path.dirname(folder), { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await rename(scratch, folder);
}

/** Removes a kernel from the cache: of many that are needed once, what is needed of them was kept elsewhere. */
export async function forgetKernel(hash: string, context: Context): Promise<void> {
  await rm(artifactFolder(hash, context), { recursive: true, force: true });
}

/** Hashes what goes into a kernel, whatever the order of its names. */
export function kernelHash(inputs: Readonly<{ [name: string]: string | readonly string[] }>): string {
  const sorted = Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(JSON.stringify(sorted)).slice(0, 32);
}

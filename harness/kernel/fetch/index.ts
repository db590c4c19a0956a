// SPDX-License-Identifier: GPL-2.0-only
// Stage one: kernel source, verified and unpacked, in the cache.
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { exists } from "../../host/files.ts";
import { withLock } from "../../host/lock.ts";
import { stage, type Progress } from "../../host/stage.ts";
import type { KernelSource } from "../../series/types.ts";
import type { Context } from "../../host/context.ts";
import { fetchPackage, findPackage } from "./distribution.ts";
import { checkKernel, type FetchedSource, type SourceIdentity } from "./source.ts";
import { fetchTarball, identifyTarball } from "./tarball.ts";
import { fetchTree, identifyTree, treeOrigin } from "./tree.ts";

function sourcesFolder(context: Context): string {
  return path.join(context.cache, "kernel/sources");
}

function sourceLock<T>(origin: string, context: Context, work: () => Promise<T>): Promise<T> {
  return withLock(path.join(sourcesFolder(context), `${origin}.lock`), { signal: context.signal }, work);
}

/** Names a source's content without fetching it, as far as that can be. */
export async function identify(source: KernelSource, context: Context): Promise<SourceIdentity> {
  switch (source.kind) {
    case "distribution":
      return findPackage(source.version, context.cache);
    case "tarball":
      return identifyTarball(source);
    case "tree":
      // The first look reads all of it.
      return stage(context, "identify", source.path, () =>
        sourceLock(treeOrigin(source.path), context, async () => ({
          value: await identifyTree(source.path, context),
          cached: false,
        })),
      );
  }
}

/**
 * Runs `work` with the source in place and held: a tree that somebody edits meanwhile does not change under it.
 * `cached` says that nothing had to be fetched.
 */
export async function withSource<T>(
  source: KernelSource,
  identity: SourceIdentity,
  context: Context,
  progress: Progress,
  work: (source: FetchedSource, cached: boolean) => Promise<T>,
): Promise<T> {
  return sourceLock(identity.origin, context, async () => {
    if (source.kind === "tree") {
      const folder = await fetchTree(source.path, identity, context);
      return work({ ...identity, folder }, false);
    }
    const folder = path.join(sourcesFolder(context), identity.key);
    const cached = await exists(folder);
    if (!cached) await unpack(source, folder, context, progress);
    return work({ ...identity, folder }, cached);
  });
}

async function unpack(
  source: Exclude<KernelSource, { kind: "tree" }>,
  folder: string,
  context: Context,
  progress: Progress,
): Promise<void> {
  const temporary = `${folder}.new`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  if (source.kind === "tarball") await fetchTarball(source, temporary, context, progress);
  else await fetchPackage(await findPackage(source.version, context.cache), temporary, context, progress);
  await checkKernel(temporary, source.kind === "tarball" ? source.location : folder);
  await rename(temporary, folder);
}

/** The stage: source in the cache. */
export async function fetchSource(
  source: KernelSource,
  identity: SourceIdentity,
  context: Context,
): Promise<FetchedSource> {
  return stage(context, "fetch", identity.label, (progress) =>
    withSource(source, identity, context, progress, async (value, cached) => ({ value, cached })),
  );
}

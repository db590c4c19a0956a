// SPDX-License-Identifier: GPL-2.0-only
// Kernels: fetch → patch → configure → build. What was built is kept by the hash of what went into it.
import path from "node:path";
import { flavourFacts } from "../../lab/flavour.ts";
import { LabError } from "../host/errors.ts";
import { mergeFragments } from "./kconfig/fragment.ts";
import { findKernel, kernelHash } from "./artifacts.ts";
import { build } from "./build.ts";
import { fragmentsFor, type FragmentFile } from "./config.ts";
import { configure } from "./configure.ts";
import { fetchSource, identify } from "./fetch/index.ts";
import type { FetchedSource, SourceIdentity } from "./fetch/source.ts";
import { instrumentRecipe, instrumentVariables } from "./instrument.ts";
import { recipe, toolchain } from "./make.ts";
import { applySeries } from "../series/overlay.ts";
import { findModules, isConfiguredAs, makeModules } from "./modules.ts";
import { noteTo, patchTree } from "./patch.ts";
import { seriesHash } from "../series/read.ts";
import { sideText, type Kernel, type KernelRequest } from "./types.ts";
import type { KernelSource } from "../series/types.ts";
import type { Context } from "../host/context.ts";
import { withWorkspace, type Workspace } from "./workspace.ts";

export { newest, newestVersion } from "./fetch/distribution.ts";
export { readSeries, readSeriesFor } from "../series/read.ts";
export { readSources } from "../series/sources.ts";

/** The stages, in order. Each can be run alone: those before it run first, and do nothing that is done. */
export const stageNames = ["fetch", "patch", "configure", "build"] as const;
export type StageName = (typeof stageNames)[number];

/** What a request comes to, before anything is fetched. */
interface Prepared {
  readonly identity: SourceIdentity;
  readonly fragments: readonly FragmentFile[];
  readonly toolchain: string;
  readonly hash: string;
}

async function prepare(request: KernelRequest, context: Context): Promise<Prepared> {
  const identity = await identify(request.source, context);
  const fragments = await fragmentsFor(request, identity.version);
  const tools = await toolchain();
  const hash = kernelHash({
    recipe: recipe(),
    source: identity.key,
    series: request.series === undefined ? "" : await seriesHash(request.series),
    fragments: fragments.map(({ text }) => text),
    flavour: request.flavour,
    ...(await instrumentRecipe(request)),
    toolchain: tools,
  });
  return { identity, fragments, toolchain: tools, hash };
}

/** Builds a kernel, or takes it from the cache. */
export async function buildKernel(request: KernelRequest, context: Context): Promise<Kernel> {
  const prepared = await prepare(request, context);
  const kept = await findKernel(prepared.hash, request, context);
  if (kept !== undefined) sayCached(prepared, request, context);
  else await runStages("build", prepared, request, context);
  const kernel = kept ?? (await findKernel(prepared.hash, request, context));
  if (kernel === undefined) throw new LabError(`The kernel that was built is gone from ${context.cache}.`);
  const done = { ...kernel, cached: kept !== undefined };
  const { side, release, hash, flavour, source, cached, version, commit } = done;
  const which = { ...(version === undefined ? {} : { kernel: version }), ...(commit === undefined ? {} : { commit }) };
  context.emit({ type: "kernel", source: "build", kernel: { side, release, hash, flavour, source, cached, ...which } });
  return done;
}

/**
 * Finds out whether a series applies, before anything is compiled: fetches the source, and changes no tree.
 * @throws {UsageError} saying file, hunk and reason if it does not.
 */
export async function checkSeries(request: KernelRequest, context: Context): Promise<void> {
  const { series } = request;
  if (series === undefined) return;
  const { identity, hash } = await prepare(request, context);
  // What was applied leniently is said in each run, also when the kernel was built in another.
  if (series.applyOptions === undefined && (await findKernel(hash, request, context)) !== undefined) return;
  const source = await fetchSource(request.source, identity, context);
  await applySeries(source.folder, series, source.label, noteTo(context));
}

/** What a kernel is asked to be configured with, by symbol. */
export async function askedSymbols(request: KernelRequest, context: Context): Promise<ReadonlyMap<string, string>> {
  const { fragments } = await prepare(request, context);
  return new Map(mergeFragments(fragments).map(({ symbol, value }) => [symbol, value]));
}

/** Runs the stages up to one and gives the path of what that makes: source, tree, `.config` or image. */
export async function buildUpTo(name: StageName, request: KernelRequest, context: Context): Promise<string> {
  if (name === "build") return (await buildKernel(request, context)).bzImage;
  return runStages(name, await prepare(request, context), request, context);
}

async function runStages(
  last: StageName,
  prepared: Prepared,
  request: KernelRequest,
  context: Context,
): Promise<string> {
  const { identity, hash } = prepared;
  const source = await fetchSource(request.source, identity, context);
  if (last === "fetch") return source.folder;
  const { flavour } = request;
  const subject = { origin: identity.origin, flavour };
  const text = "another lab is building this kernel: waiting";
  const about = { stage: "patch", subject: `${sideText(request)} ${identity.label}`, text } as const;
  const onWait = (): void => context.emit({ type: "stage-progress", source: "build", ...about });
  return withWorkspace(subject, context, { onWait }, async (workspace) => {
    // The other lab may have built just this.
    if (last === "build" && (await findKernel(hash, request, context)) !== undefined) return workspace.tree;
    const overlay = await patchTree(workspace, request, identity, context);
    if (last === "patch") return workspace.tree;
    await configure(workspace, { request, overlay, ...prepared }, context);
    if (last === "configure") return path.join(workspace.build, ".config");
    await build(workspace, hash, request, { source, overlay }, context);
    return workspace.tree;
  });
}

/** Fetches a source; gives where it is, unpacked, and what people call it. Nobody may write to it. */
export async function sourceFolder(source: KernelSource, context: Context): Promise<FetchedSource> {
  return fetchSource(source, await identify(source, context), context);
}

/** Runs `work` in the workspace of a request, its tree holding the source with the series. */
export async function inTree<T>(
  request: KernelRequest,
  context: Context,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const { identity } = await prepare(request, context);
  await fetchSource(request.source, identity, context);
  return withWorkspace({ origin: identity.origin, flavour: request.flavour }, context, {}, async (workspace) => {
    await patchTree(workspace, request, identity, context);
    return work(workspace);
  });
}

/** The kernel of a request, if it was built before. */
export async function builtKernel(request: KernelRequest, context: Context): Promise<Kernel | undefined> {
  return findKernel((await prepare(request, context)).hash, request, context);
}

/** Runs `work` with the tree of a request and its `.config`: what would be compiled, before anything is. */
export async function inConfigured<T>(
  request: KernelRequest,
  context: Context,
  work: (at: { readonly tree: string; readonly config: string }) => Promise<T>,
): Promise<T> {
  const prepared = await prepare(request, context);
  const { identity } = prepared;
  await fetchSource(request.source, identity, context);
  return withWorkspace({ origin: identity.origin, flavour: request.flavour }, context, {}, async (workspace) => {
    const overlay = await patchTree(workspace, request, identity, context);
    await configure(workspace, { request, overlay, ...prepared }, context);
    return work({ tree: workspace.tree, config: path.join(workspace.build, ".config") });
  });
}

/**
 * Builds what a request changes of a kernel that was built, if that is modules alone: those that differ, as they are
 * installed. `files` are the files by which the two differ. Undefined if it takes a whole build.
 */
export async function buildModules(
  request: KernelRequest,
  files: readonly string[],
  kernel: Kernel,
  context: Context,
): Promise<readonly (readonly [file: string, bytes: Buffer])[] | undefined> {
  // What is compiled with counters depends on the series (coverage.ts).
  if (flavourFacts[request.flavour].counts === true) return undefined;
  const prepared = await prepare(request, context);
  const { identity } = prepared;
  const subject = { origin: identity.origin, flavour: request.flavour };
  return withWorkspace(subject, context, {}, async (workspace) => {
    const modules = (await isConfiguredAs(workspace, kernel)) ? await findModules(workspace, files) : undefined;
    if (modules === undefined) return undefined;
    const overlay = await patchTree(workspace, request, identity, context);
    await configure(workspace, { request, overlay, ...prepared }, context);
    return makeModules(workspace, modules, await instrumentVariables(request), kernel, context);
  });
}

function sayCached({ identity }: Prepared, request: KernelRequest, context: Context): void {
  const about = { stage: "build", subject: `${sideText(request)} ${identity.label}` };
  const record = { ...about, startedAt: Date.now(), seconds: 0, cached: true, ok: true };
  context.emit({ type: "stage-start", source: "build", ...about });
  context.emit({ type: "stage-end", source: "build", record });
}

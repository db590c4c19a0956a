// SPDX-License-Identifier: GPL-2.0-only
// Where kernels of a source and a flavour are compiled: a tree of hard links to the source, its build in `build`. A
// workspace is kept, and brought to base or the next series by content: files that are equal keep their time, and make
// compiles only what changed.
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { lstatSync, readdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { flavours, type Flavour } from "../../lab/flavour.ts";
import { isBlamed } from "../host/errors.ts";
import { run } from "../host/exec.ts";
import { configuredAs } from "./config.ts";
import type { FetchedSource } from "./fetch/source.ts";
import { exists, readEntry, writeEntry, writeWhole } from "../host/files.ts";
import { withLock, type Lock, type LockOptions } from "../host/lock.ts";
import type { Overlay } from "../series/overlay.ts";
import type { Context } from "../host/context.ts";

const State = z.object({
  /** What the tree holds; empty while it is being changed. */
  sourceKey: z.string(),
  /** Paths that may differ from the source. */
  touched: z.array(z.string()),
  /** Hash of what `.config` was made from; absent if there is none that was proved. */
  configured: z.string().optional(),
  /** True once a build came to its end: the next compiles little. */
  built: z.boolean(),
});
type State = z.infer<typeof State>;

/** A tree to compile in, held by a lock. */
export interface Workspace {
  readonly tree: string;
  readonly build: string;
  readonly log: string;
  /** Exists while make runs. */
  readonly mark: string;
  /** Where the built kernel is put together. */
  readonly scratch: string;
  readonly lock: Lock;
  readonly stateFile: string;
}

/** What is compiled in a workspace: a flavour, or what the static checks want of each source file. */
type Purpose = Flavour | "static";

/** Flavours that are configured alike share a build: of one after the other only what they compile differently is compiled. */
function workspaceFolder(origin: string, purpose: Purpose, context: Context): string {
  const same = flavours.filter((one) => purpose !== "static" && configuredAs(one) === configuredAs(purpose));
  const alike = purpose === "static" ? [purpose] : same;
  return path.join(context.cache, "kernel/work", `${origin}-${alike.join("+")}`);
}

/** Runs `work` in the workspace of a source and a flavour; one lab at a time. */
export function withWorkspace<T>(
  subject: { readonly origin: string; readonly flavour: Purpose },
  context: Context,
  options: LockOptions,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const folder = workspaceFolder(subject.origin, subject.flavour, context);
  const tree = path.join(folder, "tree");
  return withLock(`${folder}.lock`, { signal: context.signal, ...options }, (lock) =>
    work({
      tree,
      build: path.join(tree, "build"),
      log: path.join(folder, "build.log"),
      mark: path.join(folder, "making"),
      scratch: path.join(folder, "kernel"),
      lock,
      stateFile: path.join(folder, "state.json"),
    }),
  );
}

/** What is known of a workspace; nothing of one that is not there. */
export async function readState(workspace: Workspace): Promise<State> {
  try {
    return State.parse(JSON.parse(await readFile(workspace.stateFile, "utf8")));
  } catch {
    return { sourceKey: "", touched: [], built: false };
  }
}

/** Changes what is known of a workspace. */
export async function updateState(workspace: Workspace, change: Partial<State>): Promise<void> {
  await writeWhole(workspace.stateFile, JSON.stringify({ ...(await readState(workspace)), ...change }));
}

/** Makes the tree if there is none: hard links to the source. */
export async function createTree(workspace: Workspace, source: FetchedSource): Promise<void> {
  if (await exists(workspace.tree)) return;
  const temporary = `${workspace.tree}.new`;
  await rm(temporary, { recursive: true, force: true });
  await rm(workspace.stateFile, { force: true });
  await run("mkdir", ["-p", path.dirname(temporary)]);
  await run("cp", ["-al", source.folder, temporary]);
  await rename(temporary, workspace.tree);
  await updateState(workspace, { sourceKey: source.key });
}

/** Brings the tree to the source with the overlay over it; gives the paths that had to change. */
export async function syncTree(workspace: Workspace, source: FetchedSource, overlay: Overlay): Promise<string[]> {
  const state = await readState(workspace);
  const candidates = new Set([...state.touched, ...overlay.keys()]);
  if (state.sourceKey !== source.key)
    for (const file of differingPaths(source.folder, workspace.tree)) candidates.add(file);
  // A lab that is killed in here leaves a tree that the next one compares as a whole.
  await updateState(workspace, { sourceKey: "", touched: [...candidates] });
  const changed: string[] = [];
  for (const file of candidates) {
    const wanted = overlay.get(file) ?? (await readEntry(path.join(source.folder, file)));
    if (await writeEntry(path.join(workspace.tree, file), wanted)) changed.push(file);
  }
  await updateState(workspace, { sourceKey: source.key, touched: [...overlay.keys()] });
  return changed.sort();
}

/** Paths at which two trees are not the same inode. Synchronous: 90,000 awaits would take longer than the disk. */
export function differingPaths(source: string, tree: string): string[] {
  const found = new Set<string>();
  const walk = (from: string, to: string, inside: string): void => {
    for (const entry of readdirSync(path.join(from, inside), { withFileTypes: true })) {
      const file = path.join(inside, entry.name);
      if (file === "build" && from === tree) continue;
      if (!entry.isDirectory()) {
        const other = lstatSync(path.join(to, file), { throwIfNoEntry: false });
        if (other === undefined || other.ino !== lstatSync(path.join(from, file)).ino) found.add(file);
      } else walk(from, to, file);
    }
  };
  walk(source, tree, "");
  walk(tree, source, "");
  return [...found];
}

/** Seconds before the last sign of life in which a file may have been half written. */
const doubt = 30;

/**
 * Removes what a killed make may have left half written: the newest files, or those that make would take for done.
 * make itself cleans up on every signal but KILL, and the power may go. This comes before anything new is written, or
 * the newest files would be those.
 */
export async function sweepBuild(workspace: Workspace): Promise<void> {
  if (!(await exists(workspace.mark)) || !(await exists(workspace.build))) return;
  const files = (await readdir(workspace.build, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const times = files.map((file) => lstatSync(file).mtimeMs);
  const newest = times.reduce((a, b) => Math.max(a, b), 0);
  const doubtful = files.filter((_, i) => (times[i] ?? 0) > newest - doubt * 1000);
  await Promise.all(doubtful.map((file) => rm(file, { force: true })));
  await rm(workspace.mark);
}

/** Runs what runs make. A make that fails cleans up behind itself; the mark stays if it, or the lab, was ended. */
export async function marked<T>(workspace: Workspace, work: () => Promise<T>): Promise<T> {
  await writeFile(workspace.mark, "");
  try {
    const value = await work();
    await rm(workspace.mark);
    return value;
  } catch (error) {
    if (isBlamed(error)) await rm(workspace.mark, { force: true });
    throw error;
  }
}

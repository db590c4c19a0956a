// SPDX-License-Identifier: GPL-2.0-only
// Debian's linux-source-VERSION packages: apt knows their hash and where they lie. Nothing is installed.
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { LabError, UsageError } from "../../host/errors.ts";
import { run } from "../../host/exec.ts";
import { refreshLists } from "../../setup/kernel-source.ts";
import type { Progress } from "../../host/stage.ts";
import type { Context } from "../../host/context.ts";
import type { SourceIdentity } from "./source.ts";
import { newestSuite, otherSuites, ownView, suiteView, type AptView } from "./suite.ts";

/** A kernel source package as apt offers it. */
export interface SourcePackage extends SourceIdentity {
  readonly name: string;
  /** The package's own. */
  readonly full: string;
  readonly bytes: number;
  /** How apt sees it. */
  readonly view: AptView;
}

const elsewhere = "Or give a source tree, or a tarball (path or URL) with its sha256.";

/** What is asked for as the newest kernel, whatever its version. */
export const newest = "newest";

/** `6.1`, `6.12`: kernel versions that the distribution's package sources carry, oldest first. */
export async function distributionVersions(view = ownView): Promise<string[]> {
  const found = await aptCache(["search", "--names-only", "^linux-source-[0-9.]+$"], view);
  const versions = [...found.matchAll(/^linux-source-([\d.]+) /gm)].map(([, version = ""]) => version);
  return versions.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** A version, and the suite that has it where the machine's own package sources do not. */
export interface OfferedVersion {
  readonly version: string;
  readonly suite: string | undefined;
}

/** All kernel versions that can be asked for, oldest first. Fetches the lists of other suites into the cache. */
export async function offeredVersions(cache: string): Promise<readonly OfferedVersion[]> {
  const found = new Map<string, OfferedVersion>();
  for await (const view of views(cache))
    for (const version of await distributionVersions(view))
      if (!found.has(version)) found.set(version, { version, suite: view.suite });
  return [...found.values()].sort((a, b) => a.version.localeCompare(b.version, "en", { numeric: true }));
}

/** The newest version that Debian carries. @throws {UsageError} if this machine cannot know. */
export async function newestVersion(cache: string): Promise<string> {
  const view = await suiteView(newestSuite, cache);
  const version = view === undefined ? undefined : (await distributionVersions(view)).at(-1);
  if (version !== undefined) return version;
  throw new UsageError(`Cannot tell the newest kernel: no package lists of Debian ${newestSuite}.`, {
    hint: "On Debian they come from the machine's own package sources. Otherwise give a version, a tree or a tarball.",
  });
}

/** The machine's own package sources, then those of other suites: their lists are fetched when it comes to them. */
async function* views(cache: string): AsyncGenerator<AptView> {
  yield ownView;
  for (const suite of otherSuites) {
    const view = await suiteView(suite, cache);
    if (view !== undefined) yield view;
  }
}

async function aptCache(args: readonly string[], view: AptView): Promise<string> {
  try {
    return (await run("apt-cache", [...view.options, ...args], { env: { LC_ALL: "C" }, okCodes: [0, 100] })).stdout;
  } catch (error) {
    throw new UsageError("This machine has no apt: the lab cannot fetch a distribution's kernel source.", {
      hint: elsewhere,
      cause: error,
    });
  }
}

const found = new Map<string, Promise<SourcePackage>>();

/**
 * Asks apt for the package of a version, once: apt takes seconds to answer, and both sides of a run are made of the same
 * package whatever is updated meanwhile. @throws {UsageError} naming the versions that there are.
 */
export async function findPackage(version: string, cache: string): Promise<SourcePackage> {
  const key = JSON.stringify([version, cache]);
  const known = found.get(key) ?? askApt(version, cache);
  found.set(key, known);
  // What is not there may come: lists are fetched, a suite is added.
  known.catch(() => found.delete(key));
  return known;
}

async function askApt(version: string, cache: string): Promise<SourcePackage> {
  const name = `linux-source-${version}`;
  for await (const view of views(cache)) {
    let text = await aptCache(["show", "--no-all-versions", name], view);
    // A machine whose package lists were never fetched knows no package at all.
    const blind = view === ownView && text === "" && (await distributionVersions()).length === 0;
    if (blind && (await refreshLists())) text = await aptCache(["show", "--no-all-versions", name], view);
    const offered = packageIn(text, version, view);
    if (offered !== undefined) return offered;
  }
  throw await noPackage(name, cache);
}

function packageIn(text: string, version: string, view: AptView): SourcePackage | undefined {
  const name = `linux-source-${version}`;
  const field = (key: string): string | undefined => new RegExp(`^${key}: (.*)$`, "m").exec(text)?.[1];
  const [full, hash, bytes] = [field("Version"), field("SHA256"), field("Size")];
  if (full === undefined || hash === undefined) return undefined;
  const origin = `${name}_${full}-${hash.slice(0, 8)}`.replaceAll(/[^\w.+~-]/g, "_");
  return { name, full, version, bytes: Number(bytes), key: origin, origin, label: `${name} ${full}`, view };
}

async function noPackage(name: string, cache: string): Promise<UsageError> {
  const versions = await offeredVersions(cache);
  const carried =
    versions.length === 0
      ? "There is no linux-source package at all: run apt-get update?"
      : `There are ${versions.map(offerText).join(", ")}.`;
  return new UsageError(`The package sources of this machine have no ${name}. ${carried}`, { hint: elsewhere });
}

/** `7.2 (sid)`. */
export function offerText({ version, suite }: OfferedVersion): string {
  return suite === undefined ? version : `${version} (${suite})`;
}

/** The versions that can be asked for, as people call them; the newest is said to be that. */
export async function offeredKernels(cache: string): Promise<string[]> {
  const texts = (await offeredVersions(cache)).map(offerText);
  return texts.map((text, index) => (index > 0 && index === texts.length - 1 ? `${text}, the newest` : text));
}

/** Fetches the package into `folder` and gives its path. apt verifies it. */
async function download(found: SourcePackage, folder: string, context: Context, progress: Progress): Promise<string> {
  const megabytes = (bytes: number): number => Math.round(bytes / 1e6);
  const watch = setInterval(() => {
    void fetchedBytes(folder).then((bytes) =>
      progress(`${found.name}: downloading, MB`, megabytes(bytes), megabytes(found.bytes)),
    );
  }, 500);
  try {
    // As root apt would switch to a user that cannot write here.
    const sandbox = ["-o", "APT::Sandbox::User=root"];
    const args = [...found.view.options, "-q", ...sandbox, "download", `${found.name}=${found.full}`];
    await run("apt-get", args, { cwd: folder, env: { LC_ALL: "C" }, ...optional(context.signal) });
  } finally {
    clearInterval(watch);
  }
  const file = (await readdir(folder)).find((name) => name.endsWith(".deb"));
  if (file === undefined) throw new LabError(`apt-get download left no package of ${found.name}`);
  return path.join(folder, file);
}

function optional(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

async function fetchedBytes(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(path.join(folder, name)).then(
        (found) => found.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Downloads and unpacks into `folder`, which is empty. */
export async function fetchPackage(
  found: SourcePackage,
  folder: string,
  context: Context,
  progress: Progress,
): Promise<void> {
  const deb = await download(found, folder, context, progress);
  progress(`${found.name}: unpacking`);
  // The package holds one tarball; three programs in a pipe, nothing in between on disk.
  const member = `./usr/src/${found.name}.tar.xz`;
  const script = `dpkg-deb --fsys-tarfile "$1" | tar -xOf - "$2" | xz -dcT0 | tar -xf - -C "$3" --strip-components=1`;
  await run("bash", ["-o", "pipefail", "-c", script, "unpack", deb, member, folder], optional(context.signal));
  await rm(deb);
}

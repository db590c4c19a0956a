// SPDX-License-Identifier: GPL-2.0-only
// Debian's linux-source-VERSION packages: apt knows their hash and where they lie. Nothing is installed.
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { LabError, UsageError } from "../../errors.ts";
import { run } from "../../exec.ts";
import { refreshLists } from "../../setup/kernel-source.ts";
import type { Progress } from "../stage.ts";
import type { Context } from "../types.ts";
import type { SourceIdentity } from "./source.ts";

/** A kernel source package as apt offers it. */
export interface SourcePackage extends SourceIdentity {
  readonly name: string;
  readonly version: string;
  readonly bytes: number;
}

const elsewhere = "Or name a source tree by its path, or a tarball by path or URL and its sha256.";

/** `6.1`, `6.12`: kernel versions that the distribution's package sources carry, oldest first. */
export async function distributionVersions(): Promise<string[]> {
  const found = await aptCache(["search", "--names-only", "^linux-source-[0-9.]+$"]);
  const versions = [...found.matchAll(/^linux-source-([\d.]+) /gm)].map(([, version = ""]) => version);
  return versions.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

async function aptCache(args: readonly string[]): Promise<string> {
  try {
    return (await run("apt-cache", args, { env: { LC_ALL: "C" }, okCodes: [0, 100] })).stdout;
  } catch (error) {
    throw new UsageError("This machine has no apt: the lab cannot fetch a distribution's kernel source.", {
      hint: elsewhere,
      cause: error,
    });
  }
}

/** Asks apt for the package of a version. @throws {UsageError} naming the versions that there are. */
export async function findPackage(version: string): Promise<SourcePackage> {
  const name = `linux-source-${version}`;
  let text = await aptCache(["show", "--no-all-versions", name]);
  // A machine whose package lists were never fetched knows no package at all.
  if (text === "" && (await distributionVersions()).length === 0 && (await refreshLists()))
    text = await aptCache(["show", "--no-all-versions", name]);
  const field = (key: string): string | undefined => new RegExp(`^${key}: (.*)$`, "m").exec(text)?.[1];
  const [full, hash, bytes] = [field("Version"), field("SHA256"), field("Size")];
  if (full === undefined || hash === undefined) throw await noPackage(name);
  const origin = `${name}_${full}-${hash.slice(0, 8)}`.replaceAll(/[^\w.+~-]/g, "_");
  return { name, version: full, bytes: Number(bytes), key: origin, origin, label: `${name} ${full}` };
}

async function noPackage(name: string): Promise<UsageError> {
  const versions = await distributionVersions();
  const carried =
    versions.length === 0
      ? "They carry no linux-source package: its package lists may never have been fetched (apt-get update)."
      : `They carry ${versions.join(", ")}.`;
  return new UsageError(`The package sources of this machine have no ${name}. ${carried}`, { hint: elsewhere });
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
    const args = ["-q", "-o", "APT::Sandbox::User=root", "download", `${found.name}=${found.version}`];
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

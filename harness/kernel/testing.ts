// SPDX-License-Identifier: GPL-2.0-only
// For the unit tests of this folder: small trees on disk.
import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { ExecutionContext } from "ava";
import type { Context } from "../host/context.ts";
import { cacheRoot } from "../host/paths.ts";
import { readSources } from "../series/sources.ts";

/** A folder that goes with the test, holding `files`. */
export async function folderWith(t: ExecutionContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-test-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await writeFiles(folder, files);
  return folder;
}

/** Writes files, and the folders that they are in. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}

/** A context whose events go nowhere. */
export function quietContext(cache: string): Context {
  return { cache, emit: () => undefined, jobs: 1 };
}

/** The default kernel's source, if it has been fetched. */
export function fetchedSource(): string | undefined {
  const sources = path.join(cacheRoot(), "kernel/sources");
  if (!existsSync(sources)) return undefined;
  const names = readdirSync(sources).filter((name) => name.startsWith(`linux-source-${readSources().default}_`));
  const name = names.find((one) => existsSync(path.join(sources, one, "Makefile")));
  return name === undefined ? undefined : path.join(sources, name);
}

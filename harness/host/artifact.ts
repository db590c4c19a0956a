// SPDX-License-Identifier: GPL-2.0-only
import { createHash, randomBytes } from "node:crypto";
import { access, mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Context } from "./context.ts";

/** A file in the cache. It never changes once it exists. */
export interface Artifact {
  readonly path: string;
  /** It was there already. */
  readonly cached: boolean;
}

/** Hash of named contents: neither a name nor a border between two can change without changing it. */
export function hashInputs(inputs: readonly { readonly name: string; readonly content: Uint8Array }[]): string {
  const hash = createHash("sha256");
  for (const { name, content } of inputs) hash.update(`${name}\0${content.length}\0`).update(content);
  return hash.digest("hex").slice(0, 32);
}

/** What is made: its name as a stage, what people call it, and where it goes below the cache. */
export interface Wanted {
  readonly stage: string;
  readonly subject: string;
  readonly file: string;
}

/**
 * The artifact `wanted`: from the cache, or written by `make` under a temporary name and then renamed, so that a file
 * that is there is whole. Says when it starts and ends.
 */
export async function artifact(
  wanted: Wanted,
  context: Context,
  make: (temporary: string) => Promise<void>,
): Promise<Artifact> {
  const { stage, subject } = wanted;
  const file = path.join(context.cache, wanted.file);
  const startedAt = Date.now();
  context.emit({ type: "stage-start", source: "build", stage, subject });
  const end = (cached: boolean, ok: boolean) => {
    const seconds = (Date.now() - startedAt) / 1000;
    context.emit({ type: "stage-end", source: "build", record: { stage, subject, startedAt, seconds, cached, ok } });
  };
  const cached = await access(file).then(
    () => true,
    () => false,
  );
  if (!cached) {
    const temporary = `${file}.${randomBytes(6).toString("hex")}`;
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await make(temporary);
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      end(false, false);
      throw error;
    }
  }
  end(cached, true);
  return { path: file, cached };
}

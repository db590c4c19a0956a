// SPDX-License-Identifier: GPL-2.0-only
// What a patch names, held against the tree that it would change: nothing is reached through a symbolic link, and
// nothing new can be taken for something that is there.
import { lstat, readdir } from "node:fs/promises";
import type { Stats } from "node:fs";
import path from "node:path";
import { limits, UnsafePatchError } from "./unsafe.ts";
import type { FileChange } from "./scan.ts";

/** @throws {UnsafePatchError} naming the path. */
export async function checkAgainstTree(folder: string, changes: readonly FileChange[]): Promise<void> {
  const names = new Set(changes.flatMap((change) => change.names));
  if (names.size > limits.files) throw new UnsafePatchError(`the series changes more than ${limits.files} files`);
  const check = new TreeCheck(folder);
  for (const name of [...names].sort()) await check.check(name);
  const largest = Math.max(0, ...check.sizes);
  const copies = changes.filter(({ copied }) => copied).length;
  if (copies * largest > limits.copied)
    throw new UnsafePatchError(`its ${copies} copies of files may come to ${(copies * largest) >> 20} MiB`);
}

class TreeCheck {
  readonly sizes: number[] = [];
  readonly #folder: string;
  readonly #stats = new Map<string, Stats | undefined>();
  /** By path in lower case: the names of what is in a folder, and of what the series puts there. */
  readonly #spelled = new Map<string, string>();
  readonly #listed = new Set<string>();
  readonly #newFiles = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async check(name: string): Promise<void> {
    const parts = name.split("/");
    for (let length = 1; length <= parts.length; length++) {
      const partial = parts.slice(0, length).join("/");
      await this.#level(partial, length === parts.length);
    }
  }

  async #level(partial: string, last: boolean): Promise<void> {
    const stat = await this.#stat(partial);
    if (stat === undefined) return this.#fresh(partial, last);
    if (stat.isSymbolicLink()) throw new UnsafePatchError(`${partial} is a symbolic link in the source`);
    if (last && stat.isDirectory()) throw new UnsafePatchError(`${partial} is a folder in the source`);
    if (!last && !stat.isDirectory()) throw new UnsafePatchError(`${partial} is a file in the source, not a directory`);
    if (last && !stat.isFile()) throw new UnsafePatchError(`${partial} is not a regular file in the source`);
    if (last) this.sizes.push(stat.size);
  }

  /** A name that the tree does not have: nothing like it may be there. */
  async #fresh(partial: string, last: boolean): Promise<void> {
    await this.#list(path.dirname(partial));
    const other = this.#spelled.get(partial.toLowerCase());
    if (other !== undefined && other !== partial)
      throw new UnsafePatchError(`${partial} differs from ${other} only in case`);
    this.#spelled.set(partial.toLowerCase(), partial);
    if (last) this.#newFiles.add(partial);
    else if (this.#newFiles.has(partial)) throw new UnsafePatchError(`${partial} would be a file and a folder`);
  }

  async #stat(partial: string): Promise<Stats | undefined> {
    if (!this.#stats.has(partial))
      this.#stats.set(partial, await lstat(path.join(this.#folder, partial)).catch(() => undefined));
    return this.#stats.get(partial);
  }

  async #list(inside: string): Promise<void> {
    if (this.#listed.has(inside)) return;
    this.#listed.add(inside);
    const names = await readdir(path.join(this.#folder, inside)).catch((): string[] => []);
    for (const name of names) {
      const file = path.join(inside, name);
      this.#spelled.set(file.toLowerCase(), file);
    }
  }
}

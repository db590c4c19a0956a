// SPDX-License-Identifier: GPL-2.0-only
// The source with the patches so far: copies of the files that they name, everything else where it was.
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Condition, Rule } from "./rules.ts";

export class PortTree {
  /** Holds the copies. */
  readonly folder: string;
  readonly #source: string;
  readonly #copied: ReadonlySet<string>;

  constructor(source: string, folder: string, copied: Iterable<string>) {
    this.folder = folder;
    this.#source = source;
    this.#copied = new Set(copied);
  }

  /** A file's text; undefined if there is none. */
  async text(file: string): Promise<string | undefined> {
    const from = this.#copied.has(file) ? this.folder : this.#source;
    return readFile(path.join(from, file), "utf8").catch(() => undefined);
  }

  async holds({ file, pattern, has }: Condition): Promise<boolean> {
    const text = await this.text(file);
    return (text !== undefined && (pattern?.test(text) ?? true)) === has;
  }

  async allHold(conditions: readonly Condition[]): Promise<boolean> {
    for (const condition of conditions) if (!(await this.holds(condition))) return false;
    return true;
  }

  /** Whether a rule has something to do in this tree. */
  async needs(rule: Rule): Promise<boolean> {
    return this.allHold(rule.needed);
  }
}

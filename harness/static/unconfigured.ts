// SPDX-License-Identifier: GPL-2.0-only
// What files could be built into, in a kernel that nobody has configured yet: from Makefiles alone. Where there is a
// .config, owners.ts says what it makes of them.
import path from "node:path";
import { readEntry } from "../host/files.ts";
import type { Overlay } from "../series/overlay.ts";
import { parseMakefile, type Assignment } from "./makefile.ts";
import { findIncluders, moduleName } from "./owners.ts";
import { definedNumbers, readPciIds, type PciId } from "./pci-ids.ts";

/** A tree, and files that a series changes in it. */
export interface SourceTree {
  readonly folder: string;
  readonly overlay: Overlay;
}

/** What a source is compiled into. */
export interface Part {
  /** The module, or the object of the kernel itself, by its name: `igb`. */
  readonly module: string;
  /** The symbols that switch the source on, the module's own last: `NVME_MULTIPATH`, `NVME_CORE`. */
  readonly symbols: readonly string[];
}

/** A file, and what has it in it; nothing, if no Makefile names it. */
export interface PossibleOwner {
  readonly file: string;
  readonly parts: readonly Part[];
  /** The devices that it says it binds. */
  readonly ids?: readonly PciId[];
}

/** A file of the tree, as it is with the series; undefined if it is not there. */
export async function readSource({ folder, overlay }: SourceTree, name: string): Promise<string | undefined> {
  const entry = overlay.get(name) ?? (await readEntry(path.join(folder, name)));
  return entry.kind === "file" ? entry.bytes.toString() : undefined;
}

/** Reads Makefiles, each once. */
class Makefiles {
  readonly #tree: SourceTree;
  readonly #read = new Map<string, Promise<readonly Assignment[]>>();

  constructor(tree: SourceTree) {
    this.#tree = tree;
  }

  of(folder: string): Promise<readonly Assignment[]> {
    const known = this.#read.get(folder) ?? this.#load(folder);
    this.#read.set(folder, known);
    return known;
  }

  async #load(folder: string): Promise<readonly Assignment[]> {
    for (const name of ["Kbuild", "Makefile"]) {
      const text = await readSource(this.#tree, path.join(folder, name));
      if (text !== undefined) return parseMakefile(text);
    }
    return [];
  }

  /** What has an object in it; the Makefile of a folder above may name it too (amdgpu, mlx5). */
  async partsWith(object: string): Promise<readonly Part[]> {
    for (let folder = path.dirname(object); ; folder = path.dirname(folder)) {
      const found = follow(await this.of(folder), path.relative(folder, object), []);
      if (found.length > 0) return found;
      if (folder === ".") return [];
    }
  }
}

/** From an object through the lists that hold it to what kbuild makes. `seen` are the lists on the way. */
function follow(assignments: readonly Assignment[], object: string, seen: readonly string[]): readonly Part[] {
  const holding = assignments.filter(({ values }) => values.some((value) => path.normalize(value) === object));
  return holding.flatMap(({ list, symbol }) => {
    const symbols = symbol === undefined ? [] : [symbol];
    if (list === "obj" || list === "lib") return [{ module: moduleName(object), symbols }];
    if (seen.includes(list)) return [];
    const parts = follow(assignments, `${list}.o`, [...seen, list]);
    return parts.map((part) => ({ ...part, symbols: [...new Set([...symbols, ...part.symbols])] }));
  });
}

/** Finds what could be made of files; of a header, what could be made of the sources that include it. */
export async function findPossibleOwners(
  tree: SourceTree,
  files: readonly string[],
): Promise<readonly PossibleOwner[]> {
  const makefiles = new Makefiles(tree);
  return Promise.all(
    files.map(async (file) => {
      const sources = /\.[cS]$/.test(file) ? [file] : file.endsWith(".h") ? await includers(tree, file, files) : [];
      const parts = await Promise.all(sources.map((source) => makefiles.partsWith(source.replace(/\.[cS]$/, ".o"))));
      const ids = await readIds(tree, file, files);
      return { file, parts: unique(parts.flat()), ...(ids.length === 0 ? {} : { ids }) };
    }),
  );
}

/** The series' own sources beside a header are enough, where they include it. */
async function includers(tree: SourceTree, header: string, files: readonly string[]): Promise<readonly string[]> {
  const beside = files.filter((file) => file.endsWith(".c") && path.dirname(file) === path.dirname(header));
  const texts = await Promise.all(beside.map((file) => readSource(tree, file)));
  const own = beside.filter((_, index) => texts[index]?.includes(`"${path.basename(header)}"`) === true);
  return own.length > 0 ? own : findIncluders(tree.folder, header);
}

/** The table of a driver, with numbers that the series' headers and the kernel's list of vendors define. */
async function readIds(tree: SourceTree, file: string, files: readonly string[]): Promise<readonly PciId[]> {
  const text = file.endsWith(".c") ? await readSource(tree, file) : undefined;
  if (text?.includes("pci_device_id") !== true) return [];
  const headers = [...files.filter((name) => name.endsWith(".h")), "include/linux/pci_ids.h"];
  const texts = await Promise.all(headers.map((name) => readSource(tree, name)));
  return readPciIds(text, definedNumbers(texts.join("\n")));
}

function unique(parts: readonly Part[]): readonly Part[] {
  const name = ({ module, symbols }: Part): string => [module, ...symbols].join(" ");
  return [...new Map(parts.map((part) => [name(part), part])).values()];
}

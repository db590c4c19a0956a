// SPDX-License-Identifier: GPL-2.0-only
// What the files of a patch are built into, and which drivers call that: from the kernel's Makefiles and its sources, so
// that it is known before anything is compiled.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { run } from "../host/exec.ts";
import { ObjectFinder } from "./objects.ts";
import { includeText, sourceFolders } from "./users.ts";

/** Where a file ends up. */
export interface Owner {
  readonly file: string;
  /** Modules by their names, `vmlinux` for what is built in; empty: this configuration compiles nothing of it. */
  readonly into: readonly string[];
}

/** A kernel that could be built. */
export interface Configured {
  readonly tree: string;
  readonly config: string;
}

/** A header is looked for in so many of the sources that include it. */
const mostReaders = 60;

/** Module names as modprobe has them. */
export const moduleName = (owner: string): string =>
  owner === "vmlinux" ? owner : path.basename(owner, ".o").replaceAll("-", "_");

async function grep(tree: string, args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run("grep", ["-rls", ...args], { cwd: tree, env: { LC_ALL: "C" }, okCodes: [0, 1, 2] });
  return stdout.split("\n").filter((line) => line !== "");
}

/** Finds what files are built into. */
export async function findOwners({ tree, config }: Configured, files: readonly string[]): Promise<readonly Owner[]> {
  const finder = new ObjectFinder(tree, config);
  return Promise.all(
    files.map(async (file) => {
      const sources = /\.[cS]$/.test(file) ? [file] : file.endsWith(".h") ? await findIncluders(tree, file) : [];
      const objects = await Promise.all(sources.map((source) => finder.of(source)));
      const names = objects.flatMap((object) => (object === undefined ? [] : [moduleName(object.owner)]));
      return { file, into: [...new Set(names)].sort() };
    }),
  );
}

/** The sources that include a header; of a great many, the first. */
export async function findIncluders(tree: string, header: string): Promise<readonly string[]> {
  const include = includeText(header);
  const beside = include.startsWith('"') ? [path.dirname(header)] : sourceFolders;
  return (await grep(tree, ["-F", "--include=*.c", "-e", `#include ${include}`, ...beside])).slice(0, mostReaders);
}

const bare = (symbol: string): string => symbol.replace(/^_+/, "");

/** Which of these drivers call what a module exports: names of modules, by driver. A driver that the tree has not is left out. */
export async function findCallers(
  { tree, config }: Configured,
  drivers: readonly string[],
  modules: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const finder = new ObjectFinder(tree, config);
  const readModuleText = async (name: string): Promise<string> => (await moduleSources(finder, tree, name)).join("\n");
  const exported = await Promise.all(
    modules.map(async (name) => {
      const symbols = (await readModuleText(name)).matchAll(/^EXPORT_SYMBOL\w*\((\w+)/gm);
      return [name, [...symbols].map(([, symbol = ""]) => symbol)] as const;
    }),
  );
  const calls = drivers.map(async (driver) => {
    const text = await readModuleText(driver);
    if (text.trim() === "") return [];
    // A macro that adds THIS_MODULE is called as what it calls, without the underscores.
    const words = new Set(text.match(/\w+/g)?.map(bare));
    const used = exported.filter(
      ([name, symbols]) => name !== driver && symbols.some((symbol) => words.has(bare(symbol))),
    );
    return [[driver, used.map(([name]) => name)] as const];
  });
  return new Map((await Promise.all(calls)).flat());
}

/** The texts of a module's sources, wherever in the tree it is; none if this configuration leaves it out. */
async function moduleSources(finder: ObjectFinder, tree: string, name: string): Promise<readonly string[]> {
  const object = `\\b${name.replaceAll("_", "[-_]")}\\.o\\b`;
  const makefiles = await grep(tree, ["-E", "--include=Makefile", "--include=Kbuild", "-e", object, ...sourceFolders]);
  const named = await Promise.all(
    makefiles.flatMap((makefile) =>
      [name, name.replaceAll("_", "-")].map((spelled) =>
        finder.moduleSources(path.join(path.dirname(makefile), `${spelled}.o`)),
      ),
    ),
  );
  const files: string[] = [];
  for (const file of new Set(named.flat())) if ((await finder.of(file)) !== undefined) files.push(file);
  return Promise.all(files.map((file) => readFile(path.join(tree, file), "utf8").catch(() => "")));
}

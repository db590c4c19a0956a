// SPDX-License-Identifier: GPL-2.0-only
// The C files that mutants are made from, as they are in the kernel that is tested.
import { readdir } from "node:fs/promises";
import path from "node:path";
import { UsageError } from "../../../host/errors.ts";
import { nameFault } from "../../../series/names.ts";
import { readSource, type SourceTree } from "../../../static/unconfigured.ts";
import type { SourceText } from "./generated.ts";

/**
 * Reads files of a tree by their paths in it; a folder stands for the C files that are in it. Each is read once.
 * @throws {UsageError} if there is none, or it is not what mutants can be made from.
 */
export async function readSourceTexts(tree: SourceTree, wanted: readonly string[]): Promise<readonly SourceText[]> {
  const files = new Set<string>();
  for (const typed of wanted) for (const file of await expand(tree, typed.replace(/\/+$/, ""))) files.add(file);
  return Promise.all([...files].map(async (file) => ({ file, text: await readText(tree, file) })));
}

async function expand(tree: SourceTree, name: string): Promise<readonly string[]> {
  const fault = nameFault(name);
  if (fault !== undefined) throw new UsageError(`--file ${name}: ${fault}`, { hint });
  if (name.endsWith(".c")) return [name];
  const there = await readdir(path.join(tree.folder, name)).catch((): string[] => []);
  const added = [...tree.overlay].filter(([file, { kind }]) => kind === "file" && path.dirname(file) === name);
  const all = [...there.map((one) => path.join(name, one)), ...added.map(([file]) => file)];
  const files = [...new Set(all)].filter((file) => file.endsWith(".c")).sort();
  if (files.length === 0) throw new UsageError(`--file ${name}: neither a C file nor a folder with C files`, { hint });
  return files;
}

const hint = "Paths are those in the kernel's tree: drivers/net/ethernet/intel/igb/igb_main.c";

async function readText(tree: SourceTree, file: string): Promise<string> {
  const text = await readSource(tree, file);
  if (text === undefined) throw new UsageError(`--file ${file}: the kernel has no such file`, { hint });
  // What cannot be read as it is written cannot be the context of a patch.
  if (text.includes("\uFFFD")) throw new UsageError(`--file ${file}: it is not UTF-8`);
  if (!text.endsWith("\n")) throw new UsageError(`--file ${file}: its last line has no line break`);
  return text;
}

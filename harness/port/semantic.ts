// SPDX-License-Identifier: GPL-2.0-only
// Semantic patches, carried out by Coccinelle's spatch on one file at a time.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { run } from "../host/exec.ts";
import type { Rule } from "./rules.ts";

/** More than any file takes: a semantic patch of this kind takes a fraction of a second. */
const timeout = 120_000;

/** What becomes of a file's text. @throws {LabError} if spatch fails. */
export async function transform(rule: Rule, name: string, text: string): Promise<string> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), "msixlab-port-"));
  try {
    // Headers are parsed as such by their name.
    const file = path.join(scratch, path.basename(name));
    await writeFile(file, text);
    // What is in headers is not looked up: the tree is not the one that the patch was made for.
    const flags = ["--very-quiet", "--no-show-diff", "--no-includes", "--in-place"];
    await run("spatch", [...flags, "--sp-file", rule.path, file], { cwd: scratch, timeout });
    return tidy(text, await readFile(file, "utf8"));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Lines that spatch puts between statements have the indentation of those, and nothing after it. */
function tidy(before: string, after: string): string {
  const known = new Set(before.split("\n"));
  return after
    .split("\n")
    .map((line) => (/^\s+$/.test(line) && !known.has(line) ? "" : line))
    .join("\n");
}

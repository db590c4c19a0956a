// SPDX-License-Identifier: GPL-2.0-only
// The libraries of a program.
import { readInterpreter } from "../host/elf.ts";
import { run } from "../host/exec.ts";

/** Absolute paths in what `ld.so --list` prints: `libz.so.1 => /lib/x86_64-linux-gnu/libz.so.1 (0x…)`. */
export function librariesIn(listing: string): string[] {
  return [...listing.matchAll(/=>\s+(\/\S+)\s+\(0x/g)].map((match) => match[1] ?? "");
}

/** The loader and every shared library that `program` loads at its start: none if it is static. */
export async function readLibraries(program: string, content: Buffer): Promise<string[]> {
  const interpreter = readInterpreter(content);
  if (interpreter === undefined) return [];
  const { stdout } = await run(interpreter, ["--list", program]);
  return [interpreter, ...librariesIn(stdout)];
}

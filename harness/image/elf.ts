// SPDX-License-Identifier: GPL-2.0-only
import { run } from "../host/exec.ts";

// Offsets and values: elf(5), for 64-bit little-endian files, which is what an x86-64 guest runs.
const programHeaders = { table: 0x20, entrySize: 0x36, count: 0x38 } as const;
const interpreterType = 3;

/** The program that loads a dynamic executable (PT_INTERP); undefined for a static one and for what is no ELF file. */
export function readInterpreter(file: Buffer): string | undefined {
  if (file.length < 0x40 || file.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const table = Number(file.readBigUInt64LE(programHeaders.table));
  const size = file.readUInt16LE(programHeaders.entrySize);
  for (let index = 0; index < file.readUInt16LE(programHeaders.count); index++) {
    const at = table + index * size;
    if (file.readUInt32LE(at) !== interpreterType) continue;
    const start = Number(file.readBigUInt64LE(at + 0x08));
    const length = Number(file.readBigUInt64LE(at + 0x20));
    return file.toString("latin1", start, start + length).replace(/\0.*/, "");
  }
  return undefined;
}

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

// SPDX-License-Identifier: GPL-2.0-only
// As much of ELF as says what a program needs to start. Offsets and values: elf(5), for 64-bit little-endian files, which
// is what an x86-64 guest runs.

const programHeaders = { table: 0x20, entrySize: 0x36, count: 0x38 } as const;
const interpreterType = 3;

/** Whether a file is an ELF file for 64 bits. */
function isElf(file: Buffer): boolean {
  return file.length >= 0x40 && file.toString("latin1", 0, 5) === "\x7fELF\x02";
}

/** The program that loads a dynamic executable (PT_INTERP); undefined for a static one and for what is no ELF file. */
export function readInterpreter(file: Buffer): string | undefined {
  if (!isElf(file)) return undefined;
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

/** True for a 64-bit ELF program that asks for no dynamic loader: it runs in a guest that has no libraries. */
export function isStatic(file: Buffer): boolean {
  return isElf(file) && readInterpreter(file) === undefined;
}

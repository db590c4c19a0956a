// SPDX-License-Identifier: GPL-2.0-only
import { accessSync, constants } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";

/**
 * Where a command is: `$PATH`, then the folders for administrators, which an ordinary user's path may lack though
 * depmod and dropbear are there.
 */
export function findCommand(command: string, searched = process.env["PATH"] ?? ""): string | undefined {
  if (command.includes("/")) return executable(command) ? path.resolve(command) : undefined;
  return [...searched.split(":"), "/usr/local/sbin", "/usr/sbin", "/sbin"]
    .filter((folder) => path.isAbsolute(folder))
    .map((folder) => path.join(folder, command))
    .find(executable);
}

function executable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Program header type of the path of the dynamic loader: elf(5). */
const PT_INTERP = 3;

/** True for a 64-bit ELF program that asks for no dynamic loader: it runs in a guest that has no libraries. */
export async function isStatic(file: string): Promise<boolean> {
  await using handle = await open(file);
  const header = Buffer.alloc(64);
  const { bytesRead } = await handle.read(header, 0, 64, 0);
  if (bytesRead < 64 || header.toString("latin1", 0, 5) !== "\x7fELF\x02") return false;
  const [offset, size, count] = [Number(header.readBigUInt64LE(32)), header.readUInt16LE(54), header.readUInt16LE(56)];
  const table = Buffer.alloc(size * count);
  await handle.read(table, 0, table.length, offset);
  return Array.from({ length: count }, (_, i) => table.readUInt32LE(i * size)).every((type) => type !== PT_INTERP);
}

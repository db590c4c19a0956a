// SPDX-License-Identifier: GPL-2.0-only
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../host/errors.ts";
import type { Kernel } from "../kernel/types.ts";
import type { Entry } from "./cpio.ts";

// busybox's modprobe reads the indexes that are text; the others are for kmod.
const wanted = /\.ko$|^modules\.(dep|alias|symbols|builtin|softdep|order)$/;

/**
 * The entries below `lib/modules/RELEASE` that the guest reads: modules and the indexes of modprobe.
 * @throws {LabError} if there is no `modules.dep`: modprobe would find nothing.
 */
export async function moduleEntries(kernel: Pick<Kernel, "release" | "modules">): Promise<Entry[]> {
  const folder = path.join(kernel.modules, "lib/modules", kernel.release);
  const entries = await changedEntries(kernel.modules).catch((cause: unknown) => {
    throw new LabError(`kernel ${kernel.release} has no modules at ${folder}`, { cause });
  });
  if (!entries.some((entry) => entry.path.endsWith("/modules.dep"))) throw new LabError(`${folder} has no modules.dep`);
  return entries;
}

/** The same for a folder that holds some of `lib/modules` alone: what differs from a kernel's. */
export async function changedEntries(from: string): Promise<Entry[]> {
  const found = await readdir(path.join(from, "lib/modules"), { recursive: true, withFileTypes: true });
  const files = found.filter((item) => item.isFile() && wanted.test(item.name));
  return await Promise.all(
    files.map(async (item): Promise<Entry> => {
      const file = path.join(item.parentPath, item.name);
      return { kind: "file", path: path.relative(from, file), mode: 0o644, content: await readFile(file) };
    }),
  );
}

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
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new LabError(`kernel ${kernel.release} has no modules at ${folder}`, { cause });
  });
  const files = found.filter((item) => item.isFile() && wanted.test(item.name));
  if (!files.some((item) => item.name === "modules.dep")) throw new LabError(`${folder} has no modules.dep`);
  return await Promise.all(
    files.map(async (item): Promise<Entry> => {
      const file = path.join(item.parentPath, item.name);
      return { kind: "file", path: path.relative(kernel.modules, file), mode: 0o644, content: await readFile(file) };
    }),
  );
}

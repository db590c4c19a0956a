// SPDX-License-Identifier: GPL-2.0-only
import { readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Makes a copied build dir good at its new place. kbuild's own paths are relative; tools/build, which makes objtool,
 * writes absolute ones. Left alone, objtool would be built anew, and every object depends on it.
 * Times stay: to make nothing happened.
 */
export async function relocate(build: string, from: string, to: string): Promise<void> {
  const entries = await readdir(path.join(build, "tools"), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && /\.(?:cmd|d)$/.test(entry.name));
  await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      const text = await readFile(file, "utf8");
      if (!text.includes(from)) return;
      const { atime, mtime } = await stat(file);
      await writeFile(file, text.replaceAll(from, to));
      await utimes(file, atime, mtime);
    }),
  );
}

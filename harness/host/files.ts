// SPDX-License-Identifier: GPL-2.0-only
import { createHash } from "node:crypto";
import { access, chmod, lstat, mkdir, readFile, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";

/** What is at a path: the content that a build depends on, and nothing else. */
export type Entry =
  | { readonly kind: "absent" }
  | { readonly kind: "link"; readonly target: string }
  | { readonly kind: "file"; readonly bytes: Buffer; readonly executable: boolean };

const missing = new Set(["ENOENT", "ENOTDIR"]);

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && missing.has(String(error.code));
}

/** Reads a path; a directory counts as absent. */
export async function readEntry(file: string): Promise<Entry> {
  try {
    const stat = await lstat(file);
    if (stat.isSymbolicLink()) return { kind: "link", target: await readlink(file) };
    if (!stat.isFile()) return { kind: "absent" };
    return { kind: "file", bytes: await readFile(file), executable: (stat.mode & 0o100) !== 0 };
  } catch (error) {
    if (isMissing(error)) return { kind: "absent" };
    throw error;
  }
}

/** Same content, same kind, same right to execute. */
export function sameEntry(a: Entry, b: Entry): boolean {
  if (a.kind === "file") return b.kind === "file" && a.executable === b.executable && a.bytes.equals(b.bytes);
  if (a.kind === "link") return b.kind === "link" && a.target === b.target;
  return b.kind === "absent";
}

/**
 * Brings a path to an entry and says whether it had to: an equal file is not touched, so make(1) sees no newer file.
 * A changed one is a new file under the old name: a hard link to the old content keeps its content.
 */
export async function writeEntry(file: string, entry: Entry): Promise<boolean> {
  if (sameEntry(await readEntry(file), entry)) return false;
  if (entry.kind === "absent") {
    await rm(file, { force: true });
    return true;
  }
  const temporary = `${file}.msixlab-new`;
  await mkdir(path.dirname(file), { recursive: true });
  await rm(temporary, { force: true });
  if (entry.kind === "link") await symlink(entry.target, temporary);
  else {
    await writeFile(temporary, entry.bytes);
    await chmod(temporary, entry.executable ? 0o755 : 0o644);
  }
  await rename(temporary, file);
  return true;
}

/** Writes a small file whole or not at all. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

/** True if something is at the path. */
export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** sha256 in hexadecimal. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

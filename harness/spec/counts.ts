// SPDX-License-Identifier: GPL-2.0-only
// gcov's counts, kept before a machine goes: they are in its memory. What was unloaded is counted too (gcov_persist).
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Guest } from "../guest/guest.ts";
import { sh } from "../guest/shell.ts";

/** Where the counts of a cell's machines are, in its folder; one folder a machine. */
export const countsFolder = "coverage";

/**
 * Only what the series touches is counted, so all files are wanted. Their paths are those of the build (kernel/gcov/fs.c),
 * which is in `build`. They are copied first: tar believes debugfs, where their size is 0.
 */
const script = sh`
rm -rf /tmp/gcov && mkdir -p /tmp/gcov && cd /sys/kernel/debug/gcov || exit
find . -name '*.gcda' | while read -r file; do
	to=/tmp/gcov/\${file##*/build/}
	mkdir -p "\${to%/*}" && cat "$file" >"$to" || exit
done`;

/** In a machine's folder: the families of specs that ran in it. */
export const familiesFile = "families.json";

/** Copies the counts out of a guest into a folder. @throws {KernelError} if the guest does not give them. */
export async function keepCounts(guest: Guest, folder: string, families: readonly string[]): Promise<void> {
  await guest.run(script);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, familiesFile), JSON.stringify(families));
  // Loaded when it is needed: the processes of other flavours keep no counts.
  const { copyOut } = await import("../guest/copy.ts");
  await copyOut(guest, "/tmp/gcov", ["."], folder);
}

// SPDX-License-Identifier: GPL-2.0-only
// Differences as `git diff` writes them: of two texts, or of the files of two folders.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { run } from "../host/exec.ts";

/** The difference between the folders `a` and `b` in `scratch`, as a patch. */
export async function diffFolders(scratch: string): Promise<string> {
  const plain = ["--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-prefix"];
  const { stdout } = await run("git", ["diff", "--no-index", ...plain, "a", "b"], {
    cwd: scratch,
    env: { GIT_CEILING_DIRECTORIES: scratch, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C" },
    okCodes: [0, 1],
  });
  return stdout;
}

/** The difference that something made to a file's text. */
export async function diffTexts(file: string, before: string, after: string): Promise<string> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), "msixlab-diff-"));
  try {
    for (const [side, text] of [
      ["a", before],
      ["b", after],
    ] as const) {
      const name = path.join(scratch, side, file);
      await mkdir(path.dirname(name), { recursive: true });
      await writeFile(name, text);
    }
    // Object names say nothing to people.
    return (await diffFolders(scratch)).replace(/^diff --git .*\nindex .*\n/m, "");
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

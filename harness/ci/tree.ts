// SPDX-License-Identifier: GPL-2.0-only
// A kernel's tree as a commit has it, beside a checkout that has another and stays as it is.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../host/errors.ts";
import { gitIn } from "./history.ts";

/** Writes a commit's tree to `folder`: a repository that borrows the objects of the other. */
export async function makeTree(repository: string, commit: string, folder: string): Promise<void> {
  const { stdout } = await gitIn(repository)("rev-parse", "--git-path", "objects");
  await mkdir(folder, { recursive: true });
  const git = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await gitIn(folder)(...args);
    if (code !== 0) throw new LabError(`The kernel's tree at ${commit} cannot be written.`, { output: stderr });
  };
  await git("init", "--quiet");
  const objects = path.resolve(repository, stdout.trim());
  await writeFile(path.join(folder, ".git/objects/info/alternates"), `${objects}\n`);
  await git("update-ref", "--no-deref", "HEAD", commit);
  await git("read-tree", commit);
  await git("checkout-index", "--all", "--quiet");
}

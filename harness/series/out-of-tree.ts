// SPDX-License-Identifier: GPL-2.0-only
// A driver outside the kernel's tree, as the patches that put it there: a Kbuild folder as one patch, commits of its
// repository as one patch each, on top of the folder as it was. What is done for a series is done for it, too.
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { UsageError } from "../host/errors.ts";
import { run, type RunResult } from "../host/exec.ts";
import { gitEnvironment, type Mail } from "./mailinfo.ts";
import { readMails } from "./mails.ts";
import { formatRange, resolveRange } from "./range.ts";

/** A driver as mails: what both sides have of it, and what is tested. */
export interface OutOfTree {
  readonly base: readonly Mail[];
  readonly mails: readonly Mail[];
  /** Config fragments in the folder: what the driver needs switched on. */
  readonly fragments: readonly string[];
  readonly notes: readonly string[];
  /** The repository that it is from, if that was asked for. */
  readonly repository?: string;
}

/** What a build leaves in a folder (Kbuild's own .gitignore). */
const built = ["*.o", "*.ko", "*.a", "*.mod", "*.mod.c", ".*.cmd", "*.order", "*.symvers", ".tmp_versions", "*.su"];

/** Reads `FOLDER`, or `FOLDER:COMMITS` of the repository that the folder is in. @throws {UsageError} */
export async function readOutOfTree(what: string): Promise<OutOfTree> {
  const isFolder = async (name: string): Promise<boolean> =>
    (await stat(name).catch(() => undefined))?.isDirectory() === true;
  if (await isFolder(what)) return readFolder(path.resolve(what));
  const [, folder = "", commits = ""] = /^(.+?):([^/].*)$/.exec(what) ?? [];
  if (folder !== "" && (await isFolder(folder))) return readCommits(path.resolve(folder), commits, what);
  throw new UsageError(`--out-of-tree ${what}: there is no such folder.`, {
    hint: "A folder with a Kbuild file or a Makefile, or commits of its repository: ~/driver/src:main..topic.",
  });
}

async function readFolder(folder: string): Promise<OutOfTree> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), "msixlab-out-of-tree-"));
  try {
    const exclude = path.join(scratch, "exclude");
    await writeFile(exclude, built.map((glob) => `${glob}\n`).join(""));
    const env = { ...gitEnvironment, GIT_DIR: path.join(scratch, "git"), GIT_WORK_TREE: folder };
    const git = (...args: string[]): Promise<RunResult> =>
      run("git", ["-c", `core.excludesFile=${exclude}`, ...args], { cwd: folder, env, timeout: 60_000 });
    await git("init", "--quiet");
    await git("add", "--all", ".");
    const tree = (await git("write-tree")).stdout.trim();
    const { stdout } = await git("diff-tree", ...diffFlags(path.basename(folder)), await emptyTree(git), tree);
    return { base: [], mails: [asMail(stdout, folder)], fragments: await fragmentsIn(folder), notes: [] };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function readCommits(folder: string, text: string, what: string): Promise<OutOfTree> {
  const range = await resolveRange(folder, text);
  const git = (...args: string[]): Promise<RunResult> =>
    run("git", ["-c", "safe.directory=*", "-C", folder, ...args], { env: { LC_ALL: "C.UTF-8" } });
  const relative = (await git("rev-parse", "--show-prefix")).stdout.trim();
  const name = path.basename(folder);
  const { mailbox, merges } = await formatRange(range, what, { relative, place: placeInTree(name) });
  const within = relative === "" ? [] : [`--relative=${relative}`];
  const before = await git("diff-tree", ...diffFlags(name), ...within, await emptyTree(git), range.from);
  return {
    base: [asMail(before.stdout, what)],
    mails: (await readMails(mailbox, what)).filter(({ patch }) => patch !== ""),
    fragments: await fragmentsIn(folder),
    notes: merges === 0 ? [] : [`${what}: ${merges} merge commits are left out.`],
    repository: folder,
  };
}

const fragmentsIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder))
    .filter((name) => name.endsWith(".config"))
    .sort()
    .map((name) => path.join(folder, name));

const emptyTree = async (git: (...args: string[]) => Promise<RunResult>): Promise<string> =>
  (await git("hash-object", "-t", "tree", "/dev/null")).stdout.trim();

/** Where in the kernel's tree a driver is put. */
export function placeInTree(folder: string): string {
  return `drivers/external/${folder.replaceAll(/[^\w-]+/g, "-").replace(/^-+/, "") || "driver"}`;
}

/** A patch as anybody's settings would not write it. */
function diffFlags(folder: string): string[] {
  const place = placeInTree(folder);
  const prefixes = [`--src-prefix=a/${place}/`, `--dst-prefix=b/${place}/`];
  return ["-p", "-r", "--full-index", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color", ...prefixes];
}

/** Puts the driver into the kernel's build. @throws {UsageError} if the folder has nothing that can be built. */
function asMail(diff: string, what: string): Mail {
  const found = /^\+\+\+ b\/(drivers\/external\/[^/\n]+)\/(?:Kbuild|Makefile)$/m.exec(diff);
  if (found === null)
    throw new UsageError(`--out-of-tree ${what}: the folder has neither a Kbuild file nor a Makefile.`);
  const [, place = ""] = found;
  const subject = `drivers: add ${path.basename(place)} from outside the tree`;
  return { from: "", date: "", subject, message: "", patch: `${hook(place)}${diff}` };
}

/** These lines head drivers/Makefile since 4.15. */
const hook = (place: string): string => `diff --git a/drivers/Makefile b/drivers/Makefile
--- a/drivers/Makefile
+++ b/drivers/Makefile
@@ -1,4 +1,5 @@
 # SPDX-License-Identifier: GPL-2.0
 #
 # Makefile for the Linux kernel device drivers.
+obj-m += ${path.relative("drivers", place)}/
 #
`;

// SPDX-License-Identifier: GPL-2.0-only
// Somebody's own source tree, which is never written to. A git directory of the lab's own looks at it as its work
// tree: git then says what the content is (tracked files and new ones that are not ignored, as they are on disk),
// and what changed since the last time. The mirror that kernels are built from gets only that.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../../host/errors.ts";
import { run, type RunOptions } from "../../host/exec.ts";
import { exists, sha256, writeWhole } from "../../host/files.ts";
import type { Context } from "../../host/context.ts";
import { checkKernel, type SourceIdentity } from "./source.ts";

/** The lab's view of one tree. */
interface View {
  readonly tree: string;
  readonly git: string;
  readonly mirror: string;
  /** Holds the hash that the mirror is at; absent while it is being changed. */
  readonly mark: string;
}

function treeView(tree: string, cache: string): View {
  const name = treeOrigin(tree);
  const folder = path.join(cache, "kernel/sources");
  return {
    tree,
    git: path.join(folder, `${name}.git`),
    mirror: path.join(folder, name),
    mark: path.join(folder, `${name}.at`),
  };
}

/** Names a tree by its path. */
export function treeOrigin(tree: string): string {
  return `tree-${sha256(path.resolve(tree)).slice(0, 16)}`;
}

const settings = [
  // New files go into one pack, not into 80,000 files.
  "core.bigFileThreshold=1",
  "core.compression=1",
  // A new hard link to a file changes its ctime, and not the file.
  "core.trustctime=false",
  "core.quotePath=false",
  "advice.addEmbeddedRepo=false",
  "gc.auto=0",
];

async function git(view: View, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const env = {
    GIT_DIR: view.git,
    GIT_WORK_TREE: view.tree,
    // The user's filters and ignores are the user's.
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    LC_ALL: "C",
    ...options.env,
  };
  const flags = settings.flatMap((setting) => ["-c", setting]);
  return (await run("git", [...flags, ...args], { cwd: view.tree, ...options, env })).stdout;
}

/** Where a git directory says whose objects it uses: here, those of the tree's own repository. */
const alternates = "objects/info/alternates";

/** The first look: takes over what the tree's own repository knows, so only what differs from it is read in. */
async function begin(view: View): Promise<void> {
  const temporary = { ...view, git: `${view.git}.new` };
  await rm(temporary.git, { recursive: true, force: true });
  await mkdir(path.dirname(view.git), { recursive: true });
  await git(temporary, ["init", "--quiet"]);
  const ask = async (args: readonly string[]): Promise<string> =>
    (await run("git", ["-c", "safe.directory=*", "-C", view.tree, ...args], { okCodes: [0, 128] })).stdout.trim();
  // A tree inside some other repository is not that repository.
  if (await exists(path.join(view.tree, ".git"))) {
    const [objects, head] = [await ask(["rev-parse", "--git-path", "objects"]), await ask(["rev-parse", "HEAD"])];
    if (objects !== "" && /^[0-9a-f]{40,}$/.test(head)) {
      await writeFile(path.join(temporary.git, alternates), `${path.resolve(view.tree, objects)}\n`);
      await git(temporary, ["read-tree", head]);
    }
  }
  await run("mv", ["-T", temporary.git, view.git]);
}

/** What a build leaves in a source tree, as pathspecs. kbuild refuses a source that has some of it. */
const outputs = [
  ...["o", "ko", "a", "mod", "mod.c", "cmd", "symvers"].map((ending) => `**/*.${ending}`),
  ...["**/modules.order", "**/modules.builtin", "**/.tmp_*", "**/bzImage", "vmlinux", "vmlinux.*", ".vmlinux*"],
  ...["System.map", ".version", ".config", ".config.old"],
  ...["include/config/**", "include/generated/**", "arch/*/include/generated/**"],
  // The name of the lab's own build in its copy of the tree.
  "build/**",
];

/**
 * Which files make up the source. In somebody's git tree git decides. In a plain tree `.gitignore` does not: that of
 * Debian's linux-source packages ignores everything.
 */
async function wanted(view: View): Promise<string[]> {
  const repository = await exists(path.join(view.git, alternates));
  const left = repository ? ["build/**"] : outputs;
  const pathspecs = [".", ...left.map((pattern) => `:(exclude,glob)${pattern}`)];
  return [...(repository ? [] : ["--force"]), "--", ...pathspecs];
}

/** Finds out what a tree holds now. The caller holds the source's lock. @throws {UsageError} if it is no kernel. */
export async function identifyTree(tree: string, context: Context): Promise<SourceIdentity> {
  await checkKernel(tree, tree);
  const view = treeView(tree, context.cache);
  if (!(await exists(view.git))) await begin(view);
  // Left by a git that was killed; nobody else uses this index, for the lock is held.
  await rm(path.join(view.git, "index.lock"), { force: true });
  await git(view, ["add", "--all", ...(await wanted(view))]);
  const hash = (await git(view, ["write-tree"])).trim();
  const version = await treeVersion(tree);
  return { key: `tree-${hash}`, origin: treeOrigin(tree), label: `${tree} ${hash.slice(0, 8)}`, version };
}

/** `6.12`, as the Makefile of a source tree says it. */
export async function treeVersion(tree: string): Promise<string | undefined> {
  const text = await readFile(path.join(tree, "Makefile"), "utf8").catch(() => "");
  return /^VERSION = (\d+)\nPATCHLEVEL = (\d+)$/m.exec(text)?.slice(1, 3).join(".");
}

/** Brings the mirror to what was identified and gives its path. The caller holds the source's lock. */
export async function fetchTree(tree: string, identity: SourceIdentity, context: Context): Promise<string> {
  const view = treeView(tree, context.cache);
  const hash = identity.key.slice("tree-".length);
  const at = (await exists(view.mark)) ? (await readFile(view.mark, "utf8")).trim() : undefined;
  if (at === hash) return view.mirror;
  await rm(view.mark, { force: true });
  const index = { env: { GIT_INDEX_FILE: path.join(view.git, "mirror-index") } };
  await git(view, ["read-tree", hash], index);
  const changed = at === undefined ? undefined : await changesBetween(view, at, hash);
  const prefix = `--prefix=${view.mirror}/`;
  if (changed === undefined) {
    await rm(view.mirror, { recursive: true, force: true });
    await git(view, ["checkout-index", "--all", "--force", prefix], index);
  } else {
    await Promise.all(changed.gone.map((file) => rm(path.join(view.mirror, file), { force: true })));
    await git(view, ["checkout-index", "--force", "-z", "--stdin", prefix], {
      ...index,
      input: changed.there.join("\0"),
    });
  }
  await writeWhole(view.mark, `${hash}\n`);
  return view.mirror;
}

interface Changes {
  readonly gone: readonly string[];
  readonly there: readonly string[];
}

/** undefined if the old state is no longer known: its objects were in the user's repository and are gone. */
async function changesBetween(view: View, from: string, to: string): Promise<Changes | undefined> {
  try {
    const fields = (await git(view, ["diff-tree", "-r", "-z", "--no-renames", "--name-status", from, to])).split("\0");
    const pairs = fields.flatMap((field, i) =>
      i % 2 === 0 && field !== "" ? [[field, fields[i + 1] ?? ""] as const] : [],
    );
    return {
      gone: pairs.filter(([status]) => status === "D").map(([, file]) => file),
      there: pairs.filter(([status]) => status !== "D").map(([, file]) => file),
    };
  } catch (error) {
    if (error instanceof LabError) return undefined;
    throw error;
  }
}

// SPDX-License-Identifier: GPL-2.0-only
// Inputs and commits → what the lab is asked. Each value is one word with its option: none is taken for an option.
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { findConfig } from "../config/load.ts";
import { UsageError } from "../host/errors.ts";
import { treeVersion } from "../kernel/fetch/tree.ts";
import { resolveRange } from "../series/range.ts";
import { placeInTree } from "../series/out-of-tree.ts";
import type { NoCommits } from "./event.ts";
import { gitIn, type Commits } from "./history.ts";
import { splitWords, type Inputs } from "./inputs.ts";

/** Where the files of the series are: in the kernel's tree, and in the repository; both end in a slash or are empty. */
export interface Origin {
  readonly repository: string;
  readonly inTree: string;
  readonly inRepository: string;
  /** The commits under test; without `from`, all of the folder is. */
  readonly from?: string;
  readonly to: string;
}

/** What the lab is asked. */
export interface Composed {
  readonly args: readonly string[];
  readonly origin?: Origin;
  /** A kernel's tree that has to be made first: the commit, as `--kernel` names its folder. */
  readonly tree?: { readonly repository: string; readonly commit: string; readonly folder: string };
}

/** A thing that there is nothing of to test. */
export interface NothingToTest {
  readonly nothing: string;
}

/** Where it is composed for. */
export interface Surroundings {
  readonly workspace: string;
  /** Where a kernel's tree may be put. */
  readonly treeFolder: string;
  /** Finds the commits of the event, fetching them. */
  readonly eventCommits: (repository: string) => Promise<Commits | NoCommits>;
}

/** Composes the lab's arguments. @throws {UsageError} saying what to put into the workflow. */
export async function compose(inputs: Inputs, place: Surroundings): Promise<Composed | NothingToTest> {
  const folder = path.resolve(place.workspace, inputs.path);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UsageError(`path: there is no folder ${inputs.path} in the workspace.`, { hint: checkout });
  const [one, other] = (["patch", "commits"] as const).filter((name) => inputs[name] !== "");
  if (one !== undefined && other !== undefined)
    throw new UsageError("patch and commits both say what is tested: one of them.");
  const config = inputs.config === "" ? findConfig(folder) : path.resolve(folder, inputs.config);
  const subject = await composeSubject(inputs, { ...place, folder, config });
  if ("nothing" in subject) return subject;
  const given = (option: string, value: string | undefined): string[] => (value ? [`--${option}=${value}`] : []);
  const args = [...given("config", config), ...subject.args, ...given("profile", inputs.profile)];
  return { ...subject, args: [...args, ...splitWords(inputs.arguments)] };
}

const checkout = "The step before this one should be actions/checkout.";

interface Here extends Surroundings {
  readonly folder: string;
  readonly config: string | undefined;
}

async function composeSubject(inputs: Inputs, here: Here): Promise<Composed | NothingToTest> {
  const kernel = namedKernels(inputs, here);
  if (inputs.patch !== "") {
    const file = path.resolve(here.folder, inputs.patch);
    return { args: [...kernel, `--patch=${existsSync(file) ? file : inputs.patch}`] };
  }
  if (inputs.outOfTree !== "") return composeOutOfTree(inputs, kernel, here);
  if ((await treeVersion(here.folder)) !== undefined) return composeTree(inputs, kernel, here);
  if (inputs.commits !== "") return composeTree(inputs, kernel, here);
  if (here.config !== undefined) return { args: kernel };
  throw new UsageError("Nothing says what is to be tested: the checkout is no kernel's tree.", {
    hint: `${checkout} For a driver outside the tree name its folder (out-of-tree), or write a msixlab.config.ts.`,
  });
}

/** Kernels by version, and trees by their path; none for the checkout itself, which its commits decide. */
function namedKernels({ kernel }: Inputs, { folder }: Here): string[] {
  const whats = kernel.split(/\s+/).map((what) => {
    const tree = path.resolve(folder, what);
    return existsSync(path.join(tree, "Makefile")) ? tree : what;
  });
  return whats.filter((what) => what !== "" && what !== folder).map((what) => `--kernel=${what}`);
}

/** The commits of the inputs, or else of the event. */
async function commitsFor(
  repository: string,
  { commits }: Inputs,
  { eventCommits }: Here,
): Promise<Commits | NoCommits> {
  return commits === "" ? eventCommits(repository) : resolveRange(repository, commits);
}

const rangeText = ({ from, to }: Commits): string => `${from.slice(0, 12)}..${to.slice(0, 12)}`;

async function composeOutOfTree(
  inputs: Inputs,
  kernel: readonly string[],
  here: Here,
): Promise<Composed | NothingToTest> {
  const folder = path.resolve(here.folder, inputs.outOfTree);
  if (!existsSync(folder))
    throw new UsageError(`out-of-tree: there is no folder ${inputs.outOfTree} in the checkout.`, { hint: checkout });
  const git = gitIn(folder);
  const inRepository = (await git("rev-parse", "--show-prefix")).stdout.trim();
  const repository = (await git("rev-parse", "--show-toplevel")).stdout.trim();
  const whole = async (): Promise<Composed> => {
    const to = (await git("rev-parse", "--verify", "--quiet", "HEAD")).stdout.trim();
    const origin = { repository, inTree: `${placeInTree(path.basename(folder))}/`, inRepository, to };
    return { args: [...kernel, `--out-of-tree=${folder}`], ...(to === "" ? {} : { origin }) };
  };
  const commits = await commitsFor(folder, inputs, here);
  if ("why" in commits) return whole();
  const { from, to } = commits;
  const changed = (await git("diff", "--quiet", from, to, "--", ".")).code !== 0;
  if (!changed) return { nothing: `No commit of ${rangeText(commits)} changes ${inputs.outOfTree}.` };
  // A driver that is new is one patch: base is the kernel without it.
  const before = await git("ls-tree", "--name-only", from, "--", "Kbuild", "Makefile");
  if (before.stdout.trim() === "") return whole();
  const { args, origin } = await whole();
  return {
    args: args.map((arg) => (arg.startsWith("--out-of-tree=") ? `${arg}:${from}..${to}` : arg)),
    ...(origin === undefined ? {} : { origin: { ...origin, from, to } }),
  };
}

/** Commits of a kernel's tree: base is the tree as it is before them. */
async function composeTree(inputs: Inputs, kernel: readonly string[], here: Here): Promise<Composed | NothingToTest> {
  const { folder, treeFolder } = here;
  const isTree = (await treeVersion(folder)) !== undefined;
  const commits = await commitsFor(folder, inputs, here);
  // As it is, unless the configuration says what is tested.
  if ("why" in commits) return { args: kernel.length > 0 || !isTree ? kernel : [`--kernel=${folder}`] };
  const { from, to } = commits;
  const git = gitIn(folder);
  const count = Number((await git("rev-list", "--count", "--no-merges", `${from}..${to}`)).stdout);
  if (count === 0) return { nothing: `There is no commit in ${rangeText(commits)}.` };
  const inRepository = (await git("rev-parse", "--show-prefix")).stdout.trim();
  const repository = (await git("rev-parse", "--show-toplevel")).stdout.trim();
  const origin = { repository, inTree: "", inRepository, from, to };
  const patch = `--patch=${folder}:${from}..${to}`;
  if (kernel.length > 0 || !isTree) return { args: [...kernel, patch], origin };
  if (inRepository !== "") throw new UsageError(`The kernel's tree is a folder of a repository: ${inRepository}.`);
  const tree = { repository, commit: from, folder: treeFolder };
  return { args: [`--kernel=${treeFolder}`, patch], origin, tree };
}

// SPDX-License-Identifier: GPL-2.0-only
// What a pipeline is to do, made before anything of the patch runs, and kept between two steps of a job.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { UsageError } from "../host/errors.ts";
import { root } from "../host/paths.ts";
import { compose, type Composed, type NothingToTest } from "./compose.ts";
import type { NewCommits, NoCommits } from "./event.ts";
import { findCommits, gitIn } from "./history.ts";
import type { Inputs } from "./inputs.ts";
import { makeTree } from "./tree.ts";

/** All that running it needs. */
export interface Plan extends Omit<Composed, "tree"> {
  readonly image: string;
  readonly workspace: string;
  /** Holds this plan, a kernel's tree, and `out/` with the reports. */
  readonly folder: string;
}

/** Makes the plan, and what it needs beside the checkout. */
export async function makePlan(
  inputs: Inputs,
  event: NewCommits | NoCommits,
  workspace: string,
  temporary: string,
): Promise<Plan | NothingToTest> {
  await mkdir(temporary, { recursive: true });
  const folder = await mkdtemp(path.join(temporary, "msixlab-"));
  const eventCommits = async (repository: string) => ("why" in event ? event : findCommits(repository, event));
  const composed = await compose(inputs, { workspace, treeFolder: path.join(folder, "linux"), eventCommits });
  if ("nothing" in composed) return composed;
  const { tree, ...asked } = composed;
  if (tree !== undefined) await makeTree(tree.repository, tree.commit, tree.folder);
  return { ...asked, image: inputs.image, workspace, folder };
}

const nameOfPlan = "plan.json";

/** Keeps a plan for the step that runs it. */
export async function keepPlan(plan: Plan): Promise<void> {
  await writeFile(path.join(plan.folder, nameOfPlan), JSON.stringify(plan));
}

/** Reads it again. @throws {UsageError} if there is none. */
export function readPlan(folder: string): Plan {
  try {
    return JSON.parse(readFileSync(path.join(folder, nameOfPlan), "utf8")) as Plan;
  } catch (error) {
    throw new UsageError(`No step of this job has made a plan in ${folder || "(no folder)"}.`, { cause: error });
  }
}

/** Names for what is kept of a job: a cache's key and how the keys of its like begin, and an artifact's name. */
export interface Names {
  readonly key: string;
  readonly prefix: string;
  readonly artifact: string;
}

/** Equal for equal kernels: the same lab, image, inputs and commits. */
export async function names(inputs: Inputs, plan: Plan, job: string): Promise<Names> {
  const head = await gitIn(path.resolve(plan.workspace, inputs.path))("rev-parse", "HEAD");
  const { from = "", to = "" } = plan.origin ?? {};
  const prefix = `msixlab-${slug(inputs.image) || os.type()}-`;
  const key = hash([await labHash(), JSON.stringify(inputs), from, to, head.stdout.trim()]);
  return {
    prefix,
    key: `${prefix}${key}`,
    artifact: `msixlab-${slug(job)}-${hash([JSON.stringify(inputs)]).slice(0, 6)}`,
  };
}

const slug = (text: string): string => text.replaceAll(/[^\w.]+/g, "-").slice(0, 60);
const hash = (parts: readonly string[]): string =>
  createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 20);

/** What of the lab decides what a kernel becomes. */
async function labHash(): Promise<string> {
  const sum = createHash("sha256");
  for (const folder of ["guest-kernel", "harness/kernel"]) {
    const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    for (const file of files.sort()) sum.update(await readFile(file));
  }
  return sum.digest("hex");
}

// SPDX-License-Identifier: GPL-2.0-only
// A plan is carried out: the lab in a process or container of its own, which can tell the runner nothing. What it leaves
// behind is said to the runner here, with all of it escaped.
import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { anyCode, run } from "../host/exec.ts";
import { cacheRoot, root } from "../host/paths.ts";
import type { RunRecord } from "../record/model.ts";
import { journalName } from "../record/journal.ts";
import { readRun } from "../verdict/conclude.ts";
import type { Plan } from "./plan.ts";

/** What came of it. */
export interface Done {
  readonly code: number;
  /** The run's folder and record; none if it ended before there was a run. */
  readonly report?: string;
  readonly record?: RunRecord;
  /** What it said last. */
  readonly lastLines: readonly string[];
}

/** Where the reports are. */
export const outFolder = ({ folder }: Pick<Plan, "folder">): string => path.join(folder, "out");

/** The command that runs the lab. In a container it can read the workspace, and write to nothing but its own folder. */
export function labArgv(plan: Plan): readonly [string, ...string[]] {
  const args = ["run", ...plan.args, `--out=${outFolder(plan)}`];
  if (plan.image === "") return [process.execPath, path.join(root, "harness/bootstrap.mjs"), "lab", ...args];
  const volumes = [`${plan.workspace}:${plan.workspace}:ro`, `${plan.folder}:${plan.folder}`];
  const options = volumes.flatMap((volume) => ["--volume", volume]);
  return [path.join(root, ".github/in-debian.mjs"), ...options, "--", plan.image, "npm", "run", "lab", "--", ...args];
}

/** The runner's own variables, emptied: the programs of a patch find no file there that the runner reads. */
function withoutRunner(env: NodeJS.ProcessEnv): Record<string, string> {
  const own = Object.keys(env).filter((name) => /^(?:GITHUB|ACTIONS|INPUT)_/.test(name));
  return { ...Object.fromEntries(own.map((name) => [name, ""])), CI: "true" };
}

const keptLines = 12;

/** Runs the lab and reads what it leaves behind. `say` gets each line as it comes. */
export async function runPlan(plan: Plan, env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<Done> {
  const [command, ...args] = labArgv(plan);
  await mkdir(outFolder(plan), { recursive: true });
  const lastLines: string[] = [];
  const onLine = (line: string): void => {
    say(line);
    if (lastLines.push(line) > keptLines) lastLines.shift();
  };
  const cwd = plan.image === "" ? plan.workspace : root;
  const { code } = await run(command, args, { cwd, env: withoutRunner(env), okCodes: anyCode, onLine });
  const report = await newestRun(outFolder(plan));
  const record = report === undefined ? undefined : readRun(report);
  return { code, lastLines, ...(report === undefined ? {} : { report }), ...(record === undefined ? {} : { record }) };
}

/** The folder of the newest run. Links are removed: nothing but what is in the folder is kept of it. */
async function newestRun(out: string): Promise<string | undefined> {
  const entries = await readdir(out, { recursive: true, withFileTypes: true });
  const links = entries.filter((entry) => !entry.isFile() && !entry.isDirectory());
  await Promise.all(links.map(({ parentPath, name }) => rm(path.join(parentPath, name), { force: true })));
  const isRun = (folder: string): boolean =>
    entries.some((entry) => entry.isFile() && entry.name === journalName && entry.parentPath === folder);
  const runs = entries.filter((entry) => entry.isDirectory() && entry.parentPath === out).map(({ name }) => name);
  const newest = runs.sort().findLast((name) => isRun(path.join(out, name)));
  return newest === undefined ? undefined : path.join(out, newest);
}

/** Removes kernels that a run did not use, on a machine that is used once: what is left is what is kept for the next. */
export async function removeOtherKernels(record: RunRecord, cache = cacheRoot()): Promise<void> {
  const folder = path.join(cache, "kernel/artifacts");
  const used = new Set(record.kernels.map(({ hash }) => hash));
  const others = (await readdir(folder).catch((): string[] => [])).filter((name) => !used.has(name));
  await Promise.all(others.map((name) => rm(path.join(folder, name), { recursive: true, force: true })));
}

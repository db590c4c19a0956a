// SPDX-License-Identifier: GPL-2.0-only
// The lab as its tests run it: the real command, a folder of its own for what it writes, the cache that all share.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { root } from "../host/paths.ts";
import { RunRecord, type Result } from "../record/model.ts";

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** A lab that was started. */
export interface StartedLab {
  readonly process: ChildProcess;
  /** What it has said so far. */
  said(): string;
  readonly ended: Promise<Ended>;
}

/** Makes a folder that is gone when `use` is done. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-test-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts `npm run lab -- …` without npm. */
export function startLab(args: readonly string[], env: Readonly<Record<string, string>> = {}): StartedLab {
  const child = spawn(process.execPath, ["harness/bootstrap.mjs", "lab", ...args], {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1", GITHUB_STEP_SUMMARY: "", GITHUB_ACTIONS: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, output }));
  });
  return { process: child, said: () => output, ended };
}

/** Runs the lab to its end. */
export async function runLab(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return startLab(args, env).ended;
}

/** `run.json` of the newest run in a folder. @throws if there is none or it is not what its types say. */
export function readRecord(out: string): RunRecord {
  return RunRecord.parse(JSON.parse(readFileSync(path.join(out, "latest/run.json"), "utf8")));
}

/** The result of a spec in a cell. */
export function findResult(record: RunRecord, spec: string, cell: string): Result | undefined {
  return record.results.find((result) => result.spec === spec && result.cell === cell);
}

/** Processes with `text` on their command line: what a run left behind names its folder there. */
export function processesWith(text: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const file = `/proc/${name}/cmdline`;
      const line = existsSync(file) ? tryRead(file) : "";
      return line.includes(text) ? [`${name} ${line.replaceAll("\0", " ")}`] : [];
    });
}

/** Processes that a lab started, or what it started: `mark` is in their environment or, where that was emptied, in their command line. */
export function processesMarked(mark: string): string[] {
  const marked = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && tryRead(`/proc/${name}/environ`).includes(mark))
    .map((name) => `${name} ${tryRead(`/proc/${name}/cmdline`).replaceAll("\0", " ")}`);
  return [...new Set([...marked, ...processesWith(mark)])];
}

function tryRead(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // It ended between the two looks.
    return "";
  }
}

/** Waits until `look` gives something other than undefined. @throws with `what` after `ms` milliseconds. */
export async function eventually<T>(what: string, ms: number, look: () => T | undefined): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${ms / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Copies our series and changes one line of the driver: same number of lines, so the patch stays whole. */
export async function changedSeries(folder: string, from: string, to: string): Promise<string> {
  const series = path.join(folder, "series");
  await cp(path.join(root, "guest-kernel/series"), series, { recursive: true });
  for (const name of readdirSync(series).filter((one) => one.endsWith(".patch"))) {
    const file = path.join(series, name);
    const text = await readFile(file, "utf8");
    if (!text.includes(`+${from}\n`)) continue;
    await writeFile(file, text.replace(`+${from}\n`, `+${to}\n`));
    return series;
  }
  throw new Error(`the series has no line "${from}"`);
}

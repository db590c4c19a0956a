// SPDX-License-Identifier: GPL-2.0-only
// A job of GitHub's: its event, its files for outputs, its commands on stdout.
import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import os from "node:os";
import { isBlamed, UsageError } from "../host/errors.ts";
import { workflowCommand } from "../report/github.ts";
import { announce } from "../report/write.ts";
import { readGithubEvent, type NewCommits, type NoCommits } from "./event.ts";
import { readInputs } from "./inputs.ts";
import { keepPlan, makePlan, names, readPlan } from "./plan.ts";
import { outFolder, removeOtherKernels, runPlan, type Done } from "./run.ts";
import { readSources } from "./sources.ts";

type Env = NodeJS.ProcessEnv;

/** Says an output of the step. No value can end where it does not end. */
function setOutput(env: Env, name: string, value: string): void {
  const end = randomUUID();
  const file = env["GITHUB_OUTPUT"];
  if (file) appendFileSync(file, `${name}<<${end}\n${value}\n${end}\n`);
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** What was thrown, as an annotation; its exit code. What nobody foresaw is thrown on. */
export function sayError(error: unknown): number {
  if (!isBlamed(error)) throw error;
  const { message, output, hint } = error;
  const text = [message, output, hint].filter((part) => part !== undefined).join("\n");
  print(workflowCommand("error", text, { title: "msixlab" }));
  return error.exitCode;
}

/** The first step: makes the plan. Nothing of the patch runs. */
export async function prepare(env: Env): Promise<void> {
  const inputs = readInputs(env);
  const workspace = env["GITHUB_WORKSPACE"];
  if (!workspace) throw new UsageError("GITHUB_WORKSPACE is not set: this is no job of GitHub's.");
  const plan = await makePlan(inputs, await readEvent(env), workspace, env["RUNNER_TEMP"] || os.tmpdir());
  if ("nothing" in plan) {
    print(workflowCommand("notice", `${plan.nothing} There is nothing to test.`, { title: "msixlab" }));
    setOutput(env, "conclusion", "nothing");
    return;
  }
  await keepPlan(plan);
  const { key, prefix, artifact } = await names(inputs, plan, env["GITHUB_JOB"] ?? "");
  const cached = isHosted(env) ? { key, prefix } : {};
  const outputs = { folder: plan.folder, out: outFolder(plan), artifact, ...cached };
  for (const [name, value] of Object.entries(outputs)) setOutput(env, name, value);
}

/** Whether the machine is used once: elsewhere the cache of kernels is somebody's, and stays where it is. */
const isHosted = (env: Env): boolean => env["RUNNER_ENVIRONMENT"] === "github-hosted";

async function readEvent(env: Env): Promise<NewCommits | NoCommits> {
  const text = await readFile(env["GITHUB_EVENT_PATH"] ?? "", "utf8").catch(() => "{}");
  return readGithubEvent(env["GITHUB_EVENT_NAME"] ?? "", JSON.parse(text));
}

/** The second step: runs the plan. @returns the lab's exit code. */
export async function execute(env: Env): Promise<number> {
  const plan = readPlan(env["MSIXLAB_FOLDER"] ?? "");
  const sources = await readSources(plan.origin);
  // Whatever a patch, a compiler or a guest prints: to the runner it is text until this word comes, which nobody knows.
  const word = randomUUID();
  print(`::stop-commands::${word}`);
  const done = await runPlan(plan, env, print).finally(() => print(`::${word}::`));
  const { record, report, code } = done;
  setOutput(env, "exit-code", String(code));
  setOutput(env, "conclusion", record?.verdict?.conclusion ?? "error");
  if (report !== undefined) setOutput(env, "report", report);
  if (record === undefined) sayNoRun(done);
  else {
    announce(record, { ...env, GITHUB_ACTIONS: "true" }, sources);
    if (record.accelerator.name === "tcg" && record.results.length > 0)
      print(workflowCommand("notice", record.accelerator.why, { title: "no KVM: the CPU was emulated" }));
    if (isHosted(env)) await removeOtherKernels(record);
  }
  return code;
}

/** The lab ended before there was a run: what it said last is all there is. */
function sayNoRun({ code, lastLines }: Done): void {
  if (code !== 0) print(workflowCommand("error", lastLines.join("\n"), { title: `msixlab: exit code ${code}` }));
}

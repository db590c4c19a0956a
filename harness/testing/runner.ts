// SPDX-License-Identifier: GPL-2.0-only
// GitHub's runner, as far as action.yml needs one: expressions, a file for each script, the files that a step writes,
// and what becomes of the steps after one that fails. What `uses` names is not run: it is what the runner was asked.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { root } from "../host/paths.ts";

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly shell?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

/** action.yml, as far as the tests look at it. */
export interface Action {
  readonly inputs: Readonly<Record<string, { description: string; default?: string }>>;
  readonly outputs: Readonly<Record<string, { description: string; value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

/** Reads the action of this checkout. */
export async function readAction(): Promise<Action> {
  return parse(await readFile(path.join(root, "action.yml"), "utf8")) as Action;
}

interface StepState {
  readonly outcome: "success" | "failure" | "skipped";
  readonly outputs: Readonly<Record<string, string>>;
}

interface Contexts {
  readonly inputs: Readonly<Record<string, string>>;
  readonly steps: Record<string, StepState>;
}

/** What a workflow's author and GitHub say. */
export interface Job {
  readonly workspace: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly eventName: string;
  readonly event: unknown;
  readonly env?: Readonly<Record<string, string>>;
}

/** What came of it. */
export interface JobResult {
  readonly ok: boolean;
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly steps: Readonly<Record<string, StepState>>;
  /** What other actions were asked, by the name of the step. */
  readonly used: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What steps wrote into files that change the rest of the job. */
  readonly written: string;
}

/** The value of an expression: names, texts, `==`, `!=`, `&&`, `||` and `always()`, without parentheses. */
export function evaluate(expression: string, contexts: Contexts): string {
  for (const [operator, decides] of [
    ["||", (value: string) => value !== ""],
    ["&&", (value: string) => value === ""],
  ] as const) {
    const parts = expression.split(operator);
    if (parts.length < 2) continue;
    let value = "";
    for (const part of parts) if (decides((value = evaluate(part, contexts)))) break;
    return value;
  }
  const [, left, operator, right] = /^(.*?)(==|!=)(.*)$/.exec(expression) ?? [];
  if (left !== undefined && right !== undefined) {
    const same = evaluate(left, contexts) === evaluate(right, contexts);
    return same === (operator === "==") ? "true" : "";
  }
  const word = expression.trim();
  const [, text] = /^'(.*)'$/.exec(word) ?? [];
  if (text !== undefined) return text;
  if (word === "always()") return "true";
  if (!/^(?:inputs|steps)(?:\.[\w-]+)+$/.test(word)) throw new Error(`not known to this runner: ${word}`);
  const found = word
    .split(".")
    .reduce<unknown>((of, name) => (of as Record<string, unknown> | undefined)?.[name], contexts);
  return typeof found === "string" ? found : "";
}

const fill = (text: string, contexts: Contexts): string =>
  String(text).replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => evaluate(expression, contexts));

const fillAll = (all: Readonly<Record<string, string>> = {}, contexts: Contexts): Record<string, string> =>
  Object.fromEntries(Object.entries(all).map(([name, value]) => [name, fill(value, contexts)]));

/** Reads a file of `name=value` and `name<<END` as the runner does. */
export function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split("\n");
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [, name, end] = /^([^=]+?)<<(.+)$/.exec(line) ?? [];
    const at = line.indexOf("=");
    if (name !== undefined && end !== undefined)
      outputs[name] = lines
        .splice(0, lines.indexOf(end) + 1)
        .slice(0, -1)
        .join("\n");
    else if (at > 0) outputs[line.slice(0, at)] = line.slice(at + 1);
  }
  return outputs;
}

/** Runs the steps of the action. */
export async function runAction(job: Job): Promise<JobResult> {
  const action = await readAction();
  const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? ""]);
  const temporary = await mkdtemp(path.join(path.dirname(job.workspace), "runner-"));
  const contexts: Contexts = {
    inputs: { ...Object.fromEntries(defaults), ...job.inputs },
    steps: {},
  };
  let [ok, log, summary, written] = [true, "", "", ""];
  const used: Record<string, Record<string, string>> = {};
  for (const [index, step] of action.runs.steps.entries()) {
    const condition = (step.if ?? "").replace(/^\$\{\{(.*)\}\}$/, "$1");
    const wanted = (ok || condition.includes("always()")) && (condition === "" || evaluate(condition, contexts) !== "");
    const id = step.id ?? `step-${index}`;
    contexts.steps[id] = { outcome: wanted ? "success" : "skipped", outputs: {} };
    if (!wanted) continue;
    if (step.run === undefined) used[step.name] = fillAll(step.with, contexts);
    else {
      const ran = await runScript(step, index, job, contexts, temporary);
      contexts.steps[id] = { outcome: ran.code === 0 ? "success" : "failure", outputs: readOutputs(ran.output) };
      [ok, log, summary, written] = [ok && ran.code === 0, log + ran.log, summary + ran.summary, written + ran.other];
    }
  }
  const values = Object.entries(action.outputs).map(([name, { value }]) => [name, value] as const);
  return {
    ok,
    log,
    summary,
    written,
    used,
    steps: contexts.steps,
    outputs: fillAll(Object.fromEntries(values), contexts),
  };
}

/** Runs a script as the runner runs `shell: bash`, in the workspace. */
async function runScript(step: Step, index: number, job: Job, contexts: Contexts, temporary: string) {
  const files = path.join(temporary, `files-${index}`);
  await mkdir(files);
  const file = (name: string): string => path.join(files, name);
  for (const name of ["output", "env", "path", "state", "summary"]) await writeFile(file(name), "");
  await writeFile(file("event.json"), JSON.stringify(job.event));
  await writeFile(file("script.sh"), fill(step.run ?? "", contexts));
  const env = {
    ...process.env,
    ...{
      NO_COLOR: "1",
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_ACTION_PATH: root,
      RUNNER_TEMP: temporary,
      RUNNER_ENVIRONMENT: "github-hosted",
    },
    ...{ GITHUB_WORKSPACE: job.workspace, GITHUB_JOB: "build", GITHUB_EVENT_NAME: job.eventName },
    ...{ GITHUB_EVENT_PATH: file("event.json"), GITHUB_OUTPUT: file("output"), GITHUB_ENV: file("env") },
    ...{ GITHUB_PATH: file("path"), GITHUB_STATE: file("state"), GITHUB_STEP_SUMMARY: file("summary") },
    ...job.env,
    ...fillAll(step.env, contexts),
  };
  const child = spawn("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", file("script.sh")], {
    cwd: job.workspace,
    env,
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (log += text));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const read = (name: string): Promise<string> => readFile(file(name), "utf8");
  const other = (await Promise.all([read("env"), read("path"), read("state")])).join("");
  return { code, log, other, output: await read("output"), summary: await read("summary") };
}

/** The lines of a log that the runner takes for commands. */
export function commandsIn(log: string): string[] {
  const commands: string[] = [];
  let word: string | undefined;
  for (const line of log.split(/\r\n|\r|\n/)) {
    const [, name = "", , message = ""] = /^\s*::([^\s:]+)( [^:]*)?::(.*)$/.exec(line) ?? [];
    if (word !== undefined) word = name === word ? undefined : word;
    else if (name === "stop-commands") word = message;
    else if (name !== "" || /^##\[/.test(line)) commands.push(line);
  }
  return commands;
}

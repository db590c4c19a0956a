// SPDX-License-Identifier: GPL-2.0-only
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../host/errors.ts";
import { anyCode, run, type RunResult } from "../host/exec.ts";
import { parsePolicy } from "./apt-policy.ts";
import { parseDeb822, parseOneLine, type AptSource } from "./apt-sources.ts";
import { explain } from "./explain.ts";
import { findCommand } from "../host/find.ts";
import { installArgs, type AptState, type Plan } from "./plan.ts";

const text = (file: string): Promise<string> => readFile(file, "utf8").catch(() => "");

/** How this process can act as root. */
export async function rootPower(): Promise<"root" | "sudo" | "none"> {
  if (process.getuid?.() === 0) return "root";
  if (findCommand("sudo") === undefined) return "none";
  const { code } = await run("sudo", ["-n", "true"], { okCodes: [0, 1], timeout: 10_000 });
  return code === 0 ? "sudo" : "none";
}

/** Every enabled package source, in apt's own order. */
async function readSources(etc = "/etc/apt"): Promise<AptSource[]> {
  const names = (await readdir(path.join(etc, "sources.list.d")).catch(() => [])).sort();
  const files = ["sources.list", ...names.map((name) => path.join("sources.list.d", name))];
  const parsed = files.map(async (name): Promise<AptSource[]> => {
    if (name.endsWith(".list")) return parseOneLine(await text(path.join(etc, name)));
    return name.endsWith(".sources") ? parseDeb822(await text(path.join(etc, name))) : [];
  });
  return (await Promise.all(parsed)).flat();
}

/** What apt knows of `packages`, and where it gets them. */
export async function readAptState(packages: readonly string[]): Promise<AptState> {
  const release = await text("/etc/os-release");
  const field = (name: string): string => new RegExp(`^${name}="?([^"\n]*)`, "m").exec(release)?.[1] ?? "";
  const [sources, policy] = await Promise.all([
    readSources(),
    run("apt-cache", ["policy", ...packages], { env: { LC_ALL: "C" } }),
  ]);
  return {
    release: { id: field("ID"), version: field("VERSION_ID"), codename: field("VERSION_CODENAME") },
    sources,
    known: parsePolicy(policy.stdout),
  };
}

/** Runs a command as root. */
function asRoot(power: "root" | "sudo", argv: readonly string[], input?: string): Promise<RunResult> {
  const [command = "", ...args] = [...(power === "sudo" ? ["sudo", "-n"] : []), ...argv];
  return run(command, args, {
    okCodes: anyCode,
    gentle: true,
    ...(input === undefined ? {} : { input }),
  });
}

/** A dpkg that is at work is waited for; nothing may ask a question or restart a service. */
const aptGet = [
  ...["env", "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive", "NEEDRESTART_SUSPEND=1"],
  ...["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3", "-o", "Dpkg::Use-Pty=0"],
];

/** Fetches the package lists. That some source does not answer is no failure: it may not be needed. */
export async function updateLists(power: "root" | "sudo"): Promise<string> {
  const { all } = await asRoot(power, [...aptGet, "update"]);
  return all;
}

interface Attempt {
  readonly power: "root" | "sudo";
  readonly part: Plan["installs"][number];
  /** See `Plan`. */
  readonly backports: string | undefined;
  /** What fetching the lists said. */
  readonly updated: string;
  readonly say: (line: string) => void;
}

/** Does what apt-get's complaint asks for; true if another attempt may go better, and with which suite. */
async function remedy(
  { power, part, backports }: Attempt,
  output: string,
): Promise<Plan["installs"][number] | undefined> {
  switch (explain(output).kind) {
    case "dpkg":
      await asRoot(power, ["dpkg", "--configure", "-a"]);
      return part;
    case "lists":
      await updateLists(power);
      return part;
    case "conflict":
      return part.suite === undefined && backports !== undefined ? { ...part, suite: backports } : undefined;
    case "locked":
    case "network":
    case "disk":
    case "other":
      return undefined;
  }
}

/** Installs; tries once more after what apt-get says would help. */
async function install(attempt: Attempt): Promise<void> {
  const aptInstall = (part: Plan["installs"][number]): Promise<RunResult> => {
    attempt.say(`  apt-get ${installArgs(part).join(" ")}`);
    return asRoot(attempt.power, [...aptGet, ...installArgs(part)]);
  };
  let result = await aptInstall(attempt.part);
  const next = result.code === 0 ? undefined : await remedy(attempt, result.all);
  if (next !== undefined) result = await aptInstall(next);
  if (result.code === 0) return;
  // A package that cannot be found after lists that cannot be fetched: the network is to blame.
  const said = explain(result.all);
  const why = said.kind === "lists" ? explain(`${attempt.updated}\n${result.all}`) : said;
  throw new LabError(`Cannot install packages: ${why.message}`, {
    output: result.all.trimEnd().split("\n").slice(-12).join("\n"),
    hint: why.hint,
  });
}

async function writeAsRoot(
  power: "root" | "sudo",
  file: { readonly path: string; readonly text: string },
  say: (line: string) => void,
): Promise<void> {
  say(`  writing ${file.path}`);
  const { code, all } = await asRoot(power, ["tee", file.path], file.text);
  if (code !== 0) throw new LabError(`Cannot write ${file.path}`, { output: all });
}

/** Carries out a plan. The lab's own file of package sources goes again if what it was for cannot be had. */
export async function carryOut(plan: Plan, power: "root" | "sudo", say: (line: string) => void): Promise<void> {
  const { file, backports } = plan;
  try {
    if (file !== undefined) await writeAsRoot(power, file, say);
    const update = plan.update || file !== undefined;
    if (update) say("  apt-get update");
    const updated = update ? await updateLists(power) : "";
    for (const part of plan.installs) await install({ power, part, backports, updated, say });
  } catch (error) {
    if (file !== undefined) await asRoot(power, ["rm", "-f", file.path]);
    throw error;
  }
}

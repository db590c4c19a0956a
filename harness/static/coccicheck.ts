// SPDX-License-Identifier: GPL-2.0-only
// The kernel's own semantic patches (scripts/coccinelle), in report mode, on the files that a series touches alone: what
// scripts/coccicheck does for a folder. What was found in a file is kept by the content of all that it depends on.
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../host/errors.ts";
import { anyCode, run } from "../host/exec.ts";
import { exists, sha256, writeWhole } from "../host/files.ts";
import type { StaticFinding } from "../record/model.ts";
import { atLeast, versionIn } from "../host/version.ts";
import type { CheckResult } from "./compare.ts";
import { noSources, runGently, noFindings, type CheckContext, type Check } from "./check.ts";
import { touchedSources } from "./sources.ts";
import { parseSpatch } from "./parse.ts";

/** Seconds of a script on all files; those of the kernel take less than one. */
const timeoutSeconds = 900;

interface Script {
  readonly name: string;
  readonly file: string;
  readonly options: readonly string[];
  /** The version of Coccinelle that it needs. */
  readonly requires: string | undefined;
  /** Low: its author expects that it is often wrong. */
  readonly grade: "warning" | "note";
}

/** What the comments at the head of a semantic patch say about how to run it. */
export function parseScript(file: string, name: string, text: string): Script {
  const said = (what: string): string | undefined => new RegExp(`^//.*\\b${what}:(.*)$`, "m").exec(text)?.[1]?.trim();
  return {
    name,
    file,
    options: said("Options")?.split(/\s+/).filter(Boolean) ?? [],
    requires: said("Requires"),
    grade: /^low/i.test(said("Confidence") ?? "") ? "note" : "warning",
  };
}

async function scriptsIn(folder: string): Promise<readonly Script[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".cocci")).sort();
  const scripts = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      const text = await readFile(file, "utf8");
      // As make coccicheck does, those alone that have the mode.
      return /^virtual\b.*\breport\b/m.test(text) ? [parseScript(file, name, text)] : [];
    }),
  );
  return scripts.flat();
}

/** What one script finds; a text if it cannot run here: some are written in OCaml, which has to be compiled. */
async function runSemanticPatch(
  script: Script,
  files: readonly string[],
  checkContext: CheckContext,
): Promise<readonly StaticFinding[] | string> {
  const { subject, side, context } = checkContext;
  const flags = ["-D", "report", "--no-show-diff", "--very-quiet", "--cocci-file", script.file];
  const { code, stdout, stderr } = await runGently(context, ["spatch", ...flags, ...script.options, ...files], {
    cwd: subject.folders[side],
    env: { LC_ALL: "C" },
    timeout: timeoutSeconds * 1000,
    okCodes: anyCode,
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  });
  const first = stderr.trim().split("\n")[0] ?? "";
  if (code !== 0 || /No OCaml compiler/.test(stderr)) return first === "" ? `spatch exited with ${code}` : first;
  return parseSpatch(stdout, script.name, script.grade);
}

async function checkFiles(checkContext: CheckContext): Promise<CheckResult> {
  const { subject, side, context } = checkContext;
  const files = touchedSources(checkContext, "ch");
  if (files.length === 0) return noFindings;
  const { stdout } = await run("spatch", ["--version"]);
  const version = versionIn(stdout) ?? "0";
  const texts = await Promise.all(files.map((file) => readFile(path.join(subject.folders[side], file), "utf8")));
  const scripts = await scriptsIn(path.join(subject.source.folder, "scripts/coccinelle"));
  const able = scripts.filter(({ requires }) => requires === undefined || atLeast(version, requires));
  const hash = sha256(JSON.stringify([version, subject.source.key, files, texts])).slice(0, 32);
  const kept = path.join(context.cache, "kernel/static", `${hash}.json`);
  if (await exists(kept)) return JSON.parse(await readFile(kept, "utf8")) as CheckResult;
  const findings: StaticFinding[] = [];
  const omitted = scripts
    .filter((script) => !able.includes(script))
    .map(({ name, requires = "" }) => ({ what: name, why: `it needs Coccinelle ${requires}; this is ${version}` }));
  const queue = [...able];
  const worker = async (): Promise<void> => {
    for (let script = queue.shift(); script !== undefined; script = queue.shift()) {
      const found = await runSemanticPatch(script, files, checkContext);
      if (typeof found === "string") omitted.push({ what: script.name, why: found });
      else findings.push(...found);
    }
  };
  await Promise.all(Array.from({ length: context.jobs }, worker));
  const ran = scripts.length - omitted.length;
  if (ran === 0) throw new LabError("none of the kernel's semantic patches can run", { output: omitted[0]?.why ?? "" });
  const result = { findings, subjects: [...files, `${ran} semantic patches`], omitted };
  await writeWhole(kept, JSON.stringify(result));
  return result;
}

/** The kernel's own semantic patches. */
export const coccicheck: Check = {
  name: "coccicheck",
  what: "coccicheck (scripts/coccinelle, report)",
  compiles: false,
  tool: { command: "spatch", package: "coccinelle" },
  notApplicable: noSources("ch"),
  run: checkFiles,
};

// SPDX-License-Identifier: GPL-2.0-only
// Checks that compile no kernel: style, documentation in the source, semantic patches, headers for user space.
import { UsageError } from "../host/errors.ts";
import { uapiHeaders, uapiName } from "../kernel/uapi.ts";
import { joinSeries } from "../series/read.ts";
import type { StaticFinding } from "../record/model.ts";
import { complaints, languages } from "../host/compile.ts";
import { findCommand } from "../host/find.ts";
import type { CheckResult } from "./compare.ts";
import { noSources, runScript, noFindings, type CheckContext, type Check } from "./check.ts";
import { touchedSources } from "./sources.ts";
import { parseCheckpatch, parseComplaints } from "./parse.ts";

/** It looks at the lines that a patch adds: what base has it does not see. */
export const checkpatch: Check = {
  name: "checkpatch",
  what: "checkpatch.pl --strict",
  compiles: false,
  tool: { command: "perl", package: "perl" },
  async run(checkContext) {
    const { subject, side } = checkContext;
    if (side === "base") return noFindings;
    const findings: StaticFinding[] = [];
    const bare: string[] = [];
    for (const [index, { file, name }] of subject.patches.entries()) {
      const unsent = isBare(subject.texts[index] ?? "");
      if (unsent) bare.push(name);
      const flags = ["--strict", "--show-types", "--color=never", "--no-summary", ...(unsent ? aboutCode : [])];
      const { stdout } = await runScript(
        checkContext,
        ["checkpatch.pl", ...flags, file],
        subject.source.folder,
        [0, 1],
      );
      findings.push(...parseCheckpatch(stdout, name));
    }
    const why = "the patch is a bare diff, without Signed-off-by and description";
    return {
      findings,
      subjects: subject.patches.map(({ name }) => name),
      omitted: bare.map((what) => ({ what: `Signed-off-by and description of ${what}`, why })),
    };
  },
};

/** Leaves out what checkpatch misses in a patch that nobody has sent yet. */
const aboutCode = ["--ignore", "MISSING_SIGN_OFF,COMMIT_MESSAGE"];

/** Whether a patch is a diff alone: no author stands above it. */
export function isBare(patch: string): boolean {
  const [above = ""] = patch.split(/^(?:diff --git |--- )/m);
  return !/^(?:From|Author):? /m.test(above);
}

/** Comments that the documentation is made from. */
export const kernelDoc: Check = {
  name: "kernel-doc",
  what: "scripts/kernel-doc -none",
  compiles: false,
  tool: { command: "perl", package: "perl" },
  notApplicable: noSources("ch"),
  async run(checkContext) {
    const files = touchedSources(checkContext, "ch");
    if (files.length === 0) return noFindings;
    const folder = checkContext.subject.folders[checkContext.side];
    // It exits with the number of what it warns of where -Werror asks for that, and with 0 or 1 elsewhere.
    const codes = Array.from({ length: 126 }, (_, code) => code);
    const { lines } = await runScript(checkContext, ["kernel-doc", "-none", ...files], folder, codes);
    return { findings: parseComplaints(lines, folder), subjects: files, omitted: [] };
  },
};

const headers = ({ subject, side }: Pick<CheckContext, "subject" | "side">): string[] =>
  subject.files[side].flatMap(uapiName);

/** Headers for user space, as the kernel installs them, each alone, in each language that includes them. */
export const uapi: Check = {
  name: "uapi",
  what: "UAPI headers compile alone, as C and C++",
  compiles: false,
  tool: { command: "gcc", package: "gcc" },
  notApplicable: (subject) =>
    headers({ subject, side: "patched" }).length === 0 ? "the series touches no UAPI header" : undefined,
  run: checkHeaders,
};

async function checkHeaders(checkContext: CheckContext): Promise<CheckResult> {
  const { subject, side, context } = checkContext;
  const names = headers(checkContext);
  if (names.length === 0) return noFindings;
  const { source, series, baseSeries } = subject.request;
  const of = side === "base" ? baseSeries : joinSeries(baseSeries, series);
  const installed = await uapiHeaders({ source, series: of, flavour: "plain", side }, context, names);
  if (installed === undefined) throw new UsageError("there are no UAPI headers");
  const found = new Map<string, { readonly finding: StaticFinding; readonly in: string[] }>();
  for (const [name, why] of Object.entries(installed.refused)) {
    const message = `it cannot be installed: ${why.split("\n")[0]}`;
    found.set(`${name}\n`, { finding: { grade: "error", file: name, message, text: why }, in: [] });
  }
  const able = Object.entries(languages).filter(([, [command = ""]]) => findCommand(command) !== undefined);
  for (const [language, compiler] of able)
    for (const header of installed.added.filter((name) => installed.refused[name] === undefined)) {
      const text = await complaints(compiler, installed.include, { header });
      for (const finding of parseComplaints(text.split("\n"), installed.include)) {
        const key = `${finding.file}\n${finding.line}\n${finding.message}`;
        const same = found.get(key);
        if (same === undefined) found.set(key, { finding, in: [language] });
        else same.in.push(language);
      }
    }
  const missing = Object.entries(languages).filter(([, [command = ""]]) => findCommand(command) === undefined);
  return {
    findings: [...found.values()].map(({ finding, in: where }) => ({
      ...finding,
      file: subject.files[side].find((file) => uapiName(file)[0] === finding.file) ?? finding.file ?? "",
      message:
        where.length === 0 || where.length === able.length
          ? finding.message
          : `${finding.message} (${where.join(", ")})`,
    })),
    subjects: installed.added.map(String),
    omitted: missing.map(([language, [command]]) => ({
      what: language,
      why: `this host has no ${command} (package ${command})`,
    })),
  };
}

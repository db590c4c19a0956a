// SPDX-License-Identifier: GPL-2.0-only
import { run, type RunOptions, type RunResult } from "../host/exec.ts";
import type { Side } from "../record/model.ts";
import { findCommand } from "../host/find.ts";
import type { CheckResult } from "./compare.ts";
import type { Builder } from "./builder.ts";
import { touchedSources, type StaticContext } from "./sources.ts";
import type { CheckedSeries } from "./subject.ts";

/** What a check works with on one side. */
export interface CheckContext {
  readonly side: Side;
  readonly subject: CheckedSeries;
  readonly context: StaticContext;
  /** Compiles on that side. */
  readonly builder: Builder;
}

/** One tool, or one configuration. */
export interface Check {
  readonly name: string;
  readonly what: string;
  /** A program that it cannot do without, and the package that has it. */
  readonly tool?: { readonly command: string; readonly package: string };
  /** Compiles in the workspace, which is of one side at a time. */
  readonly compiles: boolean;
  /** Why it means nothing for this series. */
  readonly notApplicable?: (subject: CheckedSeries) => string | undefined;
  /** Looks at one side. @throws {CannotLook} */
  readonly run: (checkContext: CheckContext) => Promise<CheckResult>;
}

/** Why a check cannot run on this host or for this series; undefined if it can. */
export function reasonToSkip({ tool, notApplicable }: Check, subject: CheckedSeries): string | undefined {
  if (tool !== undefined && findCommand(tool.command) === undefined)
    return `this host has no ${tool.command} (package ${tool.package})`;
  return notApplicable?.(subject);
}

/** Nothing was found. */
export const noFindings: CheckResult = { findings: [], subjects: [], omitted: [] };

/** Why a check of such sources means nothing for a series that has none; undefined if it has some. */
export function noSources(suffixes: string): (subject: CheckedSeries) => string | undefined {
  return (subject) =>
    touchedSources({ subject, side: "patched" }, suffixes).length === 0 ? "the series touches no C" : undefined;
}

/** Runs a command that takes long. */
export function runGently({ gently }: StaticContext, argv: readonly string[], options: RunOptions): Promise<RunResult> {
  const [command = "", ...args] = [...gently, ...argv];
  return run(command, args, options);
}

/** Runs a script of the kernel under test. It is the source's own, which no series has touched. */
export async function runScript(
  { subject, context }: CheckContext,
  argv: readonly [string, ...string[]],
  cwd: string,
  okCodes: readonly number[],
): Promise<{ readonly stdout: string; readonly lines: string[] }> {
  const [script, ...args] = argv;
  const signal = context.signal === undefined ? {} : { signal: context.signal };
  const { stdout, all } = await runGently(context, [`${subject.source.folder}/scripts/${script}`, ...args], {
    cwd,
    env: { LC_ALL: "C" },
    okCodes,
    ...signal,
  });
  return { stdout, lines: all.split("\n") };
}

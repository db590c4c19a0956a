// SPDX-License-Identifier: GPL-2.0-only
// Checks that compile: what the compiler and sparse say of the objects that a series touches, in each configuration,
// and whether those objects find each other's symbols.
import { readFile } from "node:fs/promises";
import type { StaticFinding } from "../record/model.ts";
import type { CheckResult } from "./compare.ts";
import { isBlamed } from "../host/errors.ts";
import type { Builder, Configured } from "./builder.ts";
import { noSources, noFindings, type CheckContext, type Check } from "./check.ts";
import { CheckSkipped, touchedSources } from "./sources.ts";
import { linkErrors, symbolsIn, type Symbols } from "./link.ts";
import { ObjectFinder, type KernelObject } from "./objects.ts";
import { parseComplaints, parseLinkErrors } from "./parse.ts";
import type { CheckedSeries } from "./subject.ts";
import { findUsers } from "./users.ts";
import { clang, configured, i386, withSymbols, withoutMsi, type Variant } from "./variants.ts";

/** What was compiled, what came of it, and the symbols of what could be compiled. */
interface Compiled {
  /** The `.config` that it was compiled with. */
  readonly config: string;
  readonly result: CheckResult;
  readonly objects: readonly string[];
  readonly symbols: readonly Symbols[];
}

interface Units {
  readonly objects: readonly KernelObject[];
  readonly omitted: CheckResult["omitted"];
}

/** The objects of a configuration that a check compiles. */
async function selectUnits(checkContext: CheckContext, { config, values, added }: Configured): Promise<Units> {
  const finder = new ObjectFinder(checkContext.builder.tree, config);
  const objects: KernelObject[] = [];
  const omitted: { what: string; why: string }[] = [];
  const off = [...added.keys()].filter((symbol) => !values.has(symbol));
  const hint = off.length === 0 ? "" : ` (off: ${off.map((symbol) => `CONFIG_${symbol}`).join(", ")})`;
  for (const file of touchedSources(checkContext, "cS")) {
    const object = await finder.of(file);
    if (object !== undefined) objects.push(object);
    else omitted.push({ what: file, why: `not compiled in this configuration${hint}` });
  }
  const { files, enough } = await users(checkContext);
  let left = enough;
  for (const file of files) {
    const object = left > 0 ? await finder.of(file) : undefined;
    if (object === undefined) continue;
    objects.push(object);
    left--;
  }
  if (left === 0 && files.length > enough)
    omitted.push({
      what: "other users of what the series changes",
      why: `at most ${enough} of ${files.length} are compiled`,
    });
  return { objects, omitted };
}

const knownUsers = new WeakMap<Builder, ReturnType<typeof findUsers>>();

/** The tree is searched once a side. */
function users(checkContext: CheckContext): ReturnType<typeof findUsers> {
  const known = knownUsers.get(checkContext.builder) ?? findUsers(checkContext);
  knownUsers.set(checkContext.builder, known);
  return known;
}

/** kbuild's W=1 runs kernel-doc too (scripts/Makefile.build), which is a check of its own. */
const warnings = ["W=1", "cmd_checkdoc=:"];

/** Compiles what a configuration has of the series; `usual`, if that is the same configuration, is as good. */
async function compile(variant: Variant, checkContext: CheckContext, usual?: Compiled): Promise<Compiled> {
  const { builder } = checkContext;
  const at = await builder.configure(variant);
  const config = await readFile(at.config, "utf8");
  if (variant.folder === configured.folder && usual?.config === config) return usual;
  const { objects, omitted } = await selectUnits(checkContext, at);
  if (objects.length === 0) return { config, result: { ...noFindings, omitted }, objects: [], symbols: [] };
  const files = objects.map(({ file }) => file);
  const made = await builder.compile(at, files, warnings);
  const findings = [...parseComplaints(made.lines, builder.tree), ...parseLinkErrors(made.lines)];
  if (!made.ok) findings.push(...unexplained(findings, made.lines, builder));
  // Of one that did not compile there is nothing to read.
  const symbols = made.ok ? await Promise.all(objects.map((object) => symbolsIn(at.build, object))) : [];
  return { config, result: { findings, subjects: files, omitted }, objects: files, symbols };
}

/** What make failed of, if no compiler says so. @throws what is not the kernel's fault */
function unexplained(findings: readonly StaticFinding[], lines: readonly string[], builder: Builder): StaticFinding[] {
  if (findings.some(({ grade }) => grade === "error")) return [];
  const error = builder.diagnose(lines);
  if (!isBlamed(error) || error.blame !== "kernel") throw error;
  return [{ grade: "error", message: error.message, ...(error.output === undefined ? {} : { text: error.output }) }];
}

const labs = new WeakMap<Builder, Promise<Compiled>>();

/** The lab's own configuration, which the others are compared with: compiled once a side. */
function lab(checkContext: CheckContext): Promise<Compiled> {
  const known = labs.get(checkContext.builder) ?? compile(configured, checkContext);
  labs.set(checkContext.builder, known);
  return known;
}

/** A look at what was compiled. @throws {CheckSkipped} if that is nothing of the patched side */
function seen({ result, symbols }: Compiled, all: readonly Symbols[], side: CheckContext["side"]): CheckResult {
  if (result.subjects.length === 0 && side === "patched")
    throw new CheckSkipped(
      `nothing that the series touches is compiled: ${result.omitted.map(({ what, why }) => `${what}: ${why}`).join("; ")}`,
    );
  return { ...result, findings: [...result.findings, ...linkErrors(symbols, all)] };
}

const nothingToCompile = noSources("chS");

/** The compiler, with the warnings that are off in an ordinary build. */
export const compiler: Check = {
  name: "gcc",
  what: "gcc W=1",
  compiles: true,
  notApplicable: nothingToCompile,
  async run(checkContext) {
    const compiled = await lab(checkContext);
    return seen(compiled, compiled.symbols, checkContext.side);
  },
};

/** sparse knows the kernel's address spaces, byte orders and locks. */
export const sparse: Check = {
  name: "sparse",
  what: "sparse (C=2)",
  compiles: true,
  tool: { command: "sparse", package: "sparse" },
  notApplicable: nothingToCompile,
  async run(checkContext) {
    const { builder, side } = checkContext;
    const compiled = await lab(checkContext);
    const result = seen(compiled, [], side);
    if (compiled.objects.length === 0) return noFindings;
    const at = await builder.configure(configured);
    const made = await builder.compile(at, compiled.objects, [...warnings, "C=2"], false);
    // What is compiled again says again what the compiler's own check has.
    const findings = without(parseComplaints(made.lines, builder.tree), result.findings).filter(
      ({ message }) => !/\[-W[\w=+-]+\]$/.test(message),
    );
    return { findings, subjects: result.subjects, omitted: result.omitted };
  },
};

/** Findings that are not among others. */
function without(findings: readonly StaticFinding[], others: readonly StaticFinding[]): StaticFinding[] {
  const findingKey = ({ file, line, message }: StaticFinding): string => `${file}:${line}:${message}`;
  const said = new Set(others.map(findingKey));
  return findings.filter((finding) => !said.has(findingKey(finding)));
}

function variantCheck(variant: Variant, what: string, more: Partial<Check> = {}): Check {
  return {
    name: variant.name,
    what,
    compiles: true,
    notApplicable: nothingToCompile,
    async run(checkContext) {
      const usual = await lab(checkContext);
      const result = seen(await compile(variant, checkContext, usual), usual.symbols, checkContext.side);
      // A warning of the lab's own configuration is told once. What does not compile is told wherever it does not.
      const told = usual.result.findings.filter(({ grade }) => grade !== "error");
      return { ...result, findings: without(result.findings, told) };
    },
    ...more,
  };
}

const added = (subject: Pick<CheckedSeries, "symbols">): string =>
  subject.symbols.length === 0
    ? "what the series adds"
    : subject.symbols.map((symbol) => `CONFIG_${symbol}`).join(", ");

const noSymbol = (subject: CheckedSeries): string | undefined =>
  nothingToCompile(subject) ?? (subject.symbols.length === 0 ? "the series adds no Kconfig symbol" : undefined);

/** The checks that compile, in an order in which each finds as much as possible compiled. */
export function compileChecks(subject: Pick<CheckedSeries, "symbols">): readonly Check[] {
  const value = (letter: "y" | "m" | "n"): Check =>
    variantCheck(withSymbols(letter), `${added(subject)} as ${letter}, W=1`, { notApplicable: noSymbol });
  return [
    compiler,
    sparse,
    value("m"),
    value("y"),
    value("n"),
    variantCheck(withoutMsi, "without CONFIG_PCI_MSI, W=1"),
    variantCheck(i386, "32-bit x86, W=1"),
    variantCheck(clang, "clang, W=1", { tool: { command: "clang", package: "clang" } }),
  ];
}

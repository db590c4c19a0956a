// SPDX-License-Identifier: GPL-2.0-only
// Checks that compile: what the compiler and sparse say of the objects that a series touches, in each configuration,
// and whether those objects find each other's symbols.
import { readFile } from "node:fs/promises";
import type { StaticFinding } from "../record/model.ts";
import type { Look } from "./compare.ts";
import { isBlamed } from "../host/errors.ts";
import type { Builder, Configured } from "./builder.ts";
import { noSources, silence, type Bench, type Check } from "./check.ts";
import { CannotLook, sourcesOf } from "./sources.ts";
import { linkErrors, symbolsIn, type Symbols } from "./link.ts";
import { ObjectFinder, type KernelObject } from "./objects.ts";
import { parseComplaints, parseLinkErrors } from "./parse.ts";
import type { Subject } from "./subject.ts";
import { usersOf } from "./users.ts";
import { clang, configured, i386, withSymbols, withoutMsi, type Variant } from "./variants.ts";

/** What was compiled, what came of it, and the symbols of what could be compiled. */
interface Compiled {
  /** The `.config` that it was compiled with. */
  readonly config: string;
  readonly look: Look;
  readonly objects: readonly string[];
  readonly symbols: readonly Symbols[];
}

interface Units {
  readonly objects: readonly KernelObject[];
  readonly omitted: Look["omitted"];
}

/** The objects of a configuration that a check compiles. */
async function unitsOf(bench: Bench, { config, values, added }: Configured): Promise<Units> {
  const finder = new ObjectFinder(bench.builder.tree, config);
  const objects: KernelObject[] = [];
  const omitted: { what: string; why: string }[] = [];
  const off = [...added.keys()].filter((symbol) => !values.has(symbol));
  const hint = off.length === 0 ? "" : ` (off: ${off.map((symbol) => `CONFIG_${symbol}`).join(", ")})`;
  for (const file of sourcesOf(bench, "cS")) {
    const object = await finder.of(file);
    if (object !== undefined) objects.push(object);
    else omitted.push({ what: file, why: `this configuration does not compile it${hint}` });
  }
  const { files, enough } = await users(bench);
  let left = enough;
  for (const file of files) {
    const object = left > 0 ? await finder.of(file) : undefined;
    if (object === undefined) continue;
    objects.push(object);
    left--;
  }
  if (left === 0 && files.length > enough)
    omitted.push({
      what: "others that use what the series changes",
      why: `${enough} of ${files.length} are compiled at most`,
    });
  return { objects, omitted };
}

const knownUsers = new WeakMap<Builder, ReturnType<typeof usersOf>>();

/** The tree is searched once a side. */
function users(bench: Bench): ReturnType<typeof usersOf> {
  const known = knownUsers.get(bench.builder) ?? usersOf(bench);
  knownUsers.set(bench.builder, known);
  return known;
}

/** kbuild's W=1 runs kernel-doc too (scripts/Makefile.build), which is a check of its own. */
const warnings = ["W=1", "cmd_checkdoc=:"];

/** Compiles what a configuration has of the series; `usual`, if that is the same configuration, is as good. */
async function compile(variant: Variant, bench: Bench, usual?: Compiled): Promise<Compiled> {
  const { builder } = bench;
  const at = await builder.configure(variant);
  const config = await readFile(at.config, "utf8");
  if (variant.folder === configured.folder && usual?.config === config) return usual;
  const { objects, omitted } = await unitsOf(bench, at);
  if (objects.length === 0) return { config, look: { ...silence, omitted }, objects: [], symbols: [] };
  const files = objects.map(({ file }) => file);
  const made = await builder.compile(at, files, warnings);
  const findings = [...parseComplaints(made.lines, builder.tree), ...parseLinkErrors(made.lines)];
  if (!made.ok) findings.push(...unexplained(findings, made.lines, builder));
  // Of one that did not compile there is nothing to read.
  const symbols = made.ok ? await Promise.all(objects.map((object) => symbolsIn(at.build, object))) : [];
  return { config, look: { findings, subjects: files, omitted }, objects: files, symbols };
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
function lab(bench: Bench): Promise<Compiled> {
  const known = labs.get(bench.builder) ?? compile(configured, bench);
  labs.set(bench.builder, known);
  return known;
}

/** A look at what was compiled. @throws {CannotLook} if that is nothing of the patched side */
function seen({ look, symbols }: Compiled, all: readonly Symbols[], side: Bench["side"]): Look {
  if (look.subjects.length === 0 && side === "patched")
    throw new CannotLook(
      `it compiles nothing that the series touches: ${look.omitted.map(({ what, why }) => `${what}: ${why}`).join("; ")}`,
    );
  return { ...look, findings: [...look.findings, ...linkErrors(symbols, all)] };
}

const nothingToCompile = noSources("chS");

/** The compiler, with the warnings that are off in an ordinary build. */
export const compiler: Check = {
  name: "gcc",
  what: "gcc W=1",
  compiles: true,
  pointless: nothingToCompile,
  async look(bench) {
    const compiled = await lab(bench);
    return seen(compiled, compiled.symbols, bench.side);
  },
};

/** sparse knows the kernel's address spaces, byte orders and locks. */
export const sparse: Check = {
  name: "sparse",
  what: "sparse (C=2)",
  compiles: true,
  tool: { command: "sparse", package: "sparse" },
  pointless: nothingToCompile,
  async look(bench) {
    const { builder, side } = bench;
    const compiled = await lab(bench);
    const look = seen(compiled, [], side);
    if (compiled.objects.length === 0) return silence;
    const at = await builder.configure(configured);
    const made = await builder.compile(at, compiled.objects, [...warnings, "C=2"], false);
    // What is compiled again says again what the compiler's own check has.
    const findings = without(parseComplaints(made.lines, builder.tree), look.findings).filter(
      ({ message }) => !/\[-W[\w=+-]+\]$/.test(message),
    );
    return { findings, subjects: look.subjects, omitted: look.omitted };
  },
};

/** Findings that are not among others. */
function without(findings: readonly StaticFinding[], others: readonly StaticFinding[]): StaticFinding[] {
  const keyOf = ({ file, line, message }: StaticFinding): string => `${file}:${line}:${message}`;
  const said = new Set(others.map(keyOf));
  return findings.filter((finding) => !said.has(keyOf(finding)));
}

function variantCheck(variant: Variant, what: string, more: Partial<Check> = {}): Check {
  return {
    name: variant.name,
    what,
    compiles: true,
    pointless: nothingToCompile,
    async look(bench) {
      const usual = await lab(bench);
      const look = seen(await compile(variant, bench, usual), usual.symbols, bench.side);
      // A warning of the lab's own configuration is told once. What does not compile is told wherever it does not.
      const told = usual.look.findings.filter(({ grade }) => grade !== "error");
      return { ...look, findings: without(look.findings, told) };
    },
    ...more,
  };
}

const added = (subject: Pick<Subject, "symbols">): string =>
  subject.symbols.length === 0
    ? "what the series adds"
    : subject.symbols.map((symbol) => `CONFIG_${symbol}`).join(", ");

const noSymbol = (subject: Subject): string | undefined =>
  nothingToCompile(subject) ?? (subject.symbols.length === 0 ? "the series adds no Kconfig symbol" : undefined);

/** The checks that compile, in an order in which each finds as much as possible compiled. */
export function compileChecks(subject: Pick<Subject, "symbols">): readonly Check[] {
  const value = (letter: "y" | "m" | "n"): Check =>
    variantCheck(withSymbols(letter), `${added(subject)} as ${letter}, W=1`, { pointless: noSymbol });
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

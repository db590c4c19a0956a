// SPDX-License-Identifier: GPL-2.0-only
// Compiles what a series touches, and no more of a kernel, in configurations of a workspace of its own.
import { copyFile, mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { UsageError } from "../host/errors.ts";
import { fragmentsFor } from "../kernel/config.ts";
import { deciding } from "../kernel/configure.ts";
import { diagnose } from "../kernel/diagnose.ts";
import { exists, readEntry, sameEntry, sha256, writeWhole } from "../host/files.ts";
import { parseValues, type Values } from "../kernel/kconfig/evaluate.ts";
import { mergeFragments, renderWishes, type Wish } from "../kernel/kconfig/fragment.ts";
import { parseKconfig, type Definitions } from "../kernel/kconfig/parse.ts";
import { explainWish, selectedBy, unmetWishes } from "../kernel/kconfig/prove.ts";
import { make, recipe, toolchain, type MakeResult } from "../kernel/make.ts";
import { joinSeries } from "../series/read.ts";
import { marked, type Workspace } from "../kernel/workspace.ts";
import type { Side } from "../record/model.ts";
import { CheckSkipped, touchedSources, type StaticContext } from "./sources.ts";
import { enabling, findGuards } from "./guards.ts";
import type { CheckedSeries } from "./subject.ts";
import { selectSettable, type AddedSymbols, type Variant } from "./variants.ts";

/** A configuration that came out as asked. */
export interface Configured {
  readonly variant: Variant;
  /** Where its objects are. */
  readonly build: string;
  readonly config: string;
  readonly values: Values;
  readonly added: AddedSymbols;
  readonly definitions: Definitions;
}

/** How often what selects a symbol that must be off is switched off as well. */
const rounds = 6;

/** Compiles on one side: the workspace's tree must be that side's. */
export class Builder {
  readonly #workspace: Workspace;
  readonly #subject: CheckedSeries;
  readonly #side: Side;
  readonly #context: StaticContext;
  #known: Promise<{ readonly definitions: Definitions; readonly wishes: readonly Wish[] }> | undefined;

  constructor(workspace: Workspace, subject: CheckedSeries, side: Side, context: StaticContext) {
    this.#workspace = workspace;
    this.#subject = subject;
    this.#side = side;
    this.#context = context;
  }

  get tree(): string {
    return this.#workspace.tree;
  }

  /** Brings a variant's folder to its configuration. @throws {CheckSkipped} if kconfig cannot do what makes it one. */
  async configure(variant: Variant): Promise<Configured> {
    const { definitions, wishes } = await (this.#known ??= this.#read());
    const added = selectSettable(this.#subject.symbols, definitions);
    const build = path.join(this.#workspace.build, variant.folder);
    const must = variant.must(added);
    const first = variant.wishes(wishes, added).filter(({ symbol }) => definitions.has(symbol));
    const config = await this.#config(variant, build, first, must, definitions);
    const values = parseValues(await readFile(config, "utf8"));
    const unmet = unmetWishes(must, values);
    const label = this.#subject.source.label;
    if (unmet.length > 0)
      throw new CheckSkipped(unmet.map((wish) => explainWish(wish, values, definitions, label)).join("\n"));
    const dotconfig = path.join(build, ".config");
    // An equal one keeps its time: make looks at nothing then.
    if (!sameEntry(await readEntry(dotconfig), await readEntry(config))) await copyFile(config, dotconfig);
    return { variant, build, config: dotconfig, values, added, definitions };
  }

  async #read(): Promise<{ readonly definitions: Definitions; readonly wishes: readonly Wish[] }> {
    const { source, series, baseSeries } = this.#subject.request;
    const of = this.#side === "base" ? baseSeries : joinSeries(baseSeries, series);
    const definitions = parseKconfig(this.#workspace.tree);
    const fragments = await fragmentsFor(
      { source, series: of, flavour: "plain", side: this.#side },
      this.#subject.source.version,
    );
    const usable = fragments.filter(({ requires }) => requires.every((symbol) => definitions.has(symbol)));
    const sources = touchedSources({ subject: this.#subject, side: this.#side }, "cS");
    const guards = await Promise.all(sources.map((file) => findGuards(this.#workspace.tree, file)));
    const enabled = { name: "guards", requires: [], wishes: enabling([...new Set(guards.flat())], definitions) };
    return { definitions, wishes: mergeFragments([enabled, ...usable]) };
  }

  /** A configuration by its wishes, kept: kconfig takes as long as a few compilers. */
  async #config(
    variant: Variant,
    build: string,
    first: readonly Wish[],
    must: readonly Wish[],
    definitions: Definitions,
  ): Promise<string> {
    const tools = [await toolchain(), ...variant.variables];
    const inputs = [
      recipe(),
      this.#subject.source.key,
      deciding(this.#subject.overlays[this.#side]),
      tools,
      first,
      must,
    ];
    const kept = path.join(this.#workspace.build, "configs", `${sha256(JSON.stringify(inputs)).slice(0, 32)}.config`);
    if (await exists(kept)) return kept;
    let wishes = [...first];
    for (let round = 0; round < rounds; round++) {
      const values = await this.#allnoconfig(variant, build, wishes);
      const selecting = unmetWishes(must, values).flatMap(({ symbol, value }) =>
        value === "n" ? selectedBy(symbol, definitions, values) : [],
      );
      if (selecting.length === 0) break;
      const off = selecting.map((symbol): Wish => ({ symbol, value: "n", where: `for ${variant.name}` }));
      wishes = [...wishes.filter(({ symbol }) => !selecting.includes(symbol)), ...off];
    }
    await writeWhole(kept, await readFile(path.join(build, ".config"), "utf8"));
    return kept;
  }

  async #allnoconfig(variant: Variant, build: string, wishes: readonly Wish[]): Promise<Values> {
    await mkdir(build, { recursive: true });
    await writeWhole(path.join(build, "lab.config"), renderWishes(wishes));
    const targets = ["KCONFIG_ALLCONFIG=lab.config", "allnoconfig", ...variant.variables];
    const made = await this.#make(targets, variant, 1);
    if (!made.ok) throw diagnose(made.lines, `${this.#side} cannot be configured`, this.#workspace.log);
    return parseValues(await readFile(path.join(build, ".config"), "utf8"));
  }

  /** Compiles objects anew, all of those that can be; gives what make says. */
  async compile(
    { variant, build }: Configured,
    objects: readonly string[],
    variables: readonly string[],
    anew = true,
  ): Promise<MakeResult> {
    if (objects.length === 0) throw new UsageError("there is nothing to compile");
    if (anew) for (const object of objects) await rm(path.join(build, object), { force: true });
    const targets = ["-k", ...variant.variables, ...variables, ...objects];
    return this.#make(targets, variant, this.#context.jobs);
  }

  #make(targets: readonly string[], { folder }: Variant, jobs: number): Promise<MakeResult> {
    const { tree, log, lock } = this.#workspace;
    const { signal } = this.#context;
    return marked(this.#workspace, () =>
      make(targets, {
        tree,
        log,
        lock,
        jobs,
        signal,
        output: `build/${folder}`,
        nice: this.#context.gently.length > 0,
      }),
    );
  }

  /** What a failed make says that is no compiler's complaint, blamed on who is at fault. */
  diagnose(lines: readonly string[]): Error {
    return diagnose(lines, `${this.#side} does not compile`, this.#workspace.log);
  }
}

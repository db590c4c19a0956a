// SPDX-License-Identifier: GPL-2.0-only
// Stage three: `.config`, and the proof that it is what was asked for.
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { UsageError } from "../host/errors.ts";
import type { FragmentFile } from "./config.ts";
import { diagnose } from "./diagnose.ts";
import type { SourceIdentity } from "./fetch/source.ts";
import { exists, sha256, writeWhole } from "../host/files.ts";
import { parseValues, type Values } from "./kconfig/evaluate.ts";
import { mergeFragments, renderWishes, type Wish } from "./kconfig/fragment.ts";
import { parseKconfig, type Definitions } from "./kconfig/parse.ts";
import { explainWish, unmetWishes } from "./kconfig/prove.ts";
import { make, recipe } from "./make.ts";
import type { Overlay } from "../series/overlay.ts";
import { addedSymbols } from "../series/read.ts";
import { stage } from "../host/stage.ts";
import { sideText, type KernelRequest } from "./types.ts";
import type { Context } from "../host/context.ts";
import { readState, sweepBuild, updateState, type Workspace } from "./workspace.ts";

/** What a kernel is configured from. */
export interface ConfigureInputs {
  readonly request: KernelRequest;
  readonly identity: SourceIdentity;
  readonly fragments: readonly FragmentFile[];
  readonly overlay: Overlay;
  readonly toolchain: string;
}

/** Files that decide what kconfig makes of the same fragments. */
const decides = /(?:^|\/)Kconfig[^/]*$|^scripts\/|^Makefile$|^arch\//;

/** The parts of a series that decide that, by name and content. */
export function deciding(overlay: Overlay): readonly (readonly [file: string, content: string])[] {
  const files = [...overlay].filter(([file]) => decides.test(file)).sort(([a], [b]) => (a < b ? -1 : 1));
  return files.map(([file, entry]) => [file, entry.kind === "file" ? sha256(entry.bytes) : entry.kind]);
}

function inputsHash({ identity, fragments, overlay, toolchain }: ConfigureInputs): string {
  const texts = fragments.map(({ text }) => text);
  return sha256(JSON.stringify([recipe(), identity.key, toolchain, texts, deciding(overlay)]));
}

/** The stage: configures the workspace's build. @throws {UsageError} naming each symbol that came out otherwise. */
export async function configure(workspace: Workspace, inputs: ConfigureInputs, context: Context): Promise<void> {
  const { request, identity } = inputs;
  await stage(context, "configure", `${sideText(request)} ${identity.label}`, async (progress) => {
    // Before anything new is made: a .config of now must not be taken for one that was half written.
    await sweepBuild(workspace);
    const hash = inputsHash(inputs);
    const config = path.join(workspace.build, ".config");
    if ((await readState(workspace)).configured === hash && (await exists(config)))
      return { value: undefined, cached: true };
    progress("make allnoconfig");
    const definitions = parseKconfig(workspace.tree);
    const wishes = mergeFragments(
      inputs.fragments.filter(({ requires }) => requires.every((symbol) => definitions.has(symbol))),
    ).filter(({ symbol }) => request.series?.partial !== true || definitions.has(symbol));
    // One that is being written is the one of no inputs, whenever that ends.
    await updateState(workspace, { configured: "" });
    await makeConfig(workspace, wishes, inputs, context);
    const values = parseValues(await readFile(config, "utf8"));
    prove(wishes, values, definitions, identity.label);
    await noteUnused(inputs, values, context);
    await updateState(workspace, { configured: hash });
    return { value: undefined, cached: false };
  });
}

async function makeConfig(
  workspace: Workspace,
  wishes: readonly Wish[],
  { request, identity }: ConfigureInputs,
  context: Context,
): Promise<void> {
  await mkdir(workspace.build, { recursive: true });
  await writeWhole(path.join(workspace.build, "lab.config"), renderWishes(wishes));
  const { tree, log, lock } = workspace;
  // allnoconfig and not the defaults: what becomes visible because another symbol is on stays off.
  const targets = ["KCONFIG_ALLCONFIG=lab.config", "allnoconfig"];
  const made = await make(targets, { tree, log, lock, jobs: 1, signal: context.signal });
  if (!made.ok) throw diagnose(made.lines, `${sideText(request)} ${identity.label} cannot be configured`, log);
}

/** @throws {UsageError} for the wishes that did not come true, each with its reason. */
export function prove(wishes: readonly Wish[], values: Values, definitions: Definitions, kernel: string): void {
  const unmet = unmetWishes(wishes, values);
  if (unmet.length === 0) return;
  const count = unmet.length === 1 ? "One symbol" : `${unmet.length} symbols`;
  throw new UsageError(`${count} of the kernel's configuration did not get the requested value.`, {
    output: unmet.map((wish) => explainWish(wish, values, definitions, kernel)).join("\n"),
  });
}

/** A driver that a series adds and nobody switches on would be tested by nobody: say so. */
async function noteUnused({ request }: ConfigureInputs, values: Values, context: Context): Promise<void> {
  if (request.series === undefined) return;
  for (const symbol of await addedSymbols(request.series)) {
    if (values.has(symbol)) continue;
    const what = `The series adds CONFIG_${symbol}, which is off`;
    const text = `${what}: to build it, put CONFIG_${symbol}=m into a *.config file beside its patches.`;
    context.emit({ type: "note", source: "lab", text });
  }
}

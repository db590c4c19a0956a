// SPDX-License-Identifier: GPL-2.0-only
// A patch that no machine can run: it is built as far as it can be, tools look at it, and nothing is booted for it.
import type { Context } from "../host/context.ts";
import { isBlamed } from "../host/errors.ts";
import { checkSeries, sourceFolder } from "../kernel/index.ts";
import { sameKernel } from "../kernel/same.ts";
import type { Kernel } from "../kernel/types.ts";
import { findOwners } from "../static/owners.ts";
import { checkLines, saySeries } from "./check.ts";
import type { FileChoice } from "./choose.ts";
import { buildFailure } from "./failure.ts";
import { kernelRequest, obtainKernel, type KernelName } from "./kernels.ts";
import type { RunOptions } from "./options.ts";
import { portHint } from "./port.ts";
import { unchangedText } from "./unchanged.ts";

/** Whether no machine would run anything of the patch; who names machines has them all the same. */
export function isUntestable({ choice, filters }: RunOptions): boolean {
  return choice?.untested !== undefined && filters.ids === undefined && filters.devices === undefined;
}

const isCompiled = ({ parts, off }: FileChoice): boolean => parts.length > 0 && off === undefined;

/** Builds the patch, and says why nothing of it is run. */
export async function runUntested(options: RunOptions, context: Context): Promise<void> {
  const { emit } = context;
  const { files = [] } = options.choice ?? {};
  emit({ type: "accelerator", source: "lab", accelerator: { name: "tcg", why: "no machine is booted" } });
  saySeries(options, [], emit);
  emit({ type: "plan", source: "lab", cells: [], jobs: [] });
  const versions = options.targets?.map(({ name }) => ({ kernel: name })) ?? [{}];
  for (const version of versions)
    await checkSeries(kernelRequest({ side: "patched", flavour: "plain", ...version }, options), context);
  let built: ReadonlySet<string> = new Set();
  if (files.some(isCompiled)) {
    const both: Both[] = [];
    for (const version of versions) both.push(await buildBoth(version, options, context));
    built = await compiledFiles(both[0]?.patched, options, context);
    // What is not compiled changes no kernel, and is no no-op for that.
    if (both.every(({ same }) => same) && files.every(({ file }) => built.has(file)))
      emit({ type: "unchanged", source: "lab", text: unchangedText });
  }
  emit({ type: "untested", source: "lab", text: files.map((file) => reasonFor(file, built)).join("; ") });
  if (options.static !== undefined) await checkLines(options, false, context);
}

/** `drivers/x/y.c is compiled, and no device of the lab is driven by y`. */
function reasonFor({ file, untested = "", parts, off }: FileChoice, built: ReadonlySet<string>): string {
  if (parts.length === 0) return `${file}: ${untested}`;
  const how = built.has(file) ? "is compiled" : `is not compiled${off === undefined ? "" : ` (${off})`}`;
  return `${file} ${how}, and ${untested}`;
}

/** The files of a patch that a kernel has. */
async function compiledFiles(
  kernel: Kernel | undefined,
  { choice, source }: RunOptions,
  context: Context,
): Promise<ReadonlySet<string>> {
  if (kernel === undefined) return new Set();
  const { folder } = await sourceFolder(source, context);
  const files = choice?.files.map(({ file }) => file) ?? [];
  const owners = await findOwners({ tree: folder, config: kernel.config }, files);
  return new Set(owners.flatMap(({ file, into }) => (into.length > 0 ? [file] : [])));
}

interface Both {
  readonly patched: Kernel | undefined;
  readonly same: boolean;
}

/** Both sides' kernels, and whether they are the same. One that does not build is a failure, and a difference. */
async function buildBoth(version: Pick<KernelName, "kernel">, options: RunOptions, context: Context): Promise<Both> {
  const kernels = new Map<string, Kernel>();
  for (const side of ["base", "patched"] as const) {
    try {
      kernels.set(side, await obtainKernel({ side, flavour: "plain", ...version }, options, context));
    } catch (error) {
      if (!isBlamed(error) || error.blame !== "kernel") throw error;
      const failure = buildFailure(error, side, await portHint(options, error));
      context.emit({ type: "failure", source: "lab", failure });
    }
  }
  const [base, patched] = [kernels.get("base"), kernels.get("patched")];
  const same = base !== undefined && patched !== undefined && (await sameKernel(base, patched));
  return { patched, same };
}

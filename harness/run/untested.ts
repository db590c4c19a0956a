// SPDX-License-Identifier: GPL-2.0-only
// A patch that no machine can run: it is built as far as it can be, tools look at it, and nothing is booted for it.
import type { Context } from "../host/context.ts";
import { isBlamed } from "../host/errors.ts";
import { checkSeries } from "../kernel/index.ts";
import { sameKernel } from "../kernel/same.ts";
import type { Kernel } from "../kernel/types.ts";
import { checkLines, saySeries } from "./check.ts";
import type { FileChoice } from "./choose.ts";
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
  if (files.some(isCompiled)) {
    const same: boolean[] = [];
    for (const version of versions) same.push(await buildBoth(version, options, context));
    if (same.every(Boolean)) emit({ type: "unchanged", source: "lab", text: unchangedText });
  }
  emit({ type: "untested", source: "lab", text: files.map(reasonFor).join("; ") });
  if (options.static !== undefined) await checkLines(options, false, context);
}

/** `drivers/x/y.c is compiled, and no device of the lab is driven by y`. */
function reasonFor(file: FileChoice): string {
  const { untested = "", parts, off } = file;
  if (parts.length === 0) return `${file.file}: ${untested}`;
  const built = off === undefined ? "is compiled" : `is not compiled (${off})`;
  return `${file.file} ${built}, and ${untested}`;
}

/** Both sides' kernels; true if they are the same. One that does not build is a failure, and a difference. */
async function buildBoth(version: Pick<KernelName, "kernel">, options: RunOptions, context: Context): Promise<boolean> {
  const kernels: Kernel[] = [];
  for (const side of ["base", "patched"] as const) {
    try {
      kernels.push(await obtainKernel({ side, flavour: "plain", ...version }, options, context));
    } catch (error) {
      if (!isBlamed(error) || error.blame !== "kernel") throw error;
      const output = [error.output, await portHint(options, error)].filter(Boolean).join("\n");
      const told = { cause: error.why, message: error.message, side, ...(output === "" ? {} : { output }) };
      context.emit({ type: "failure", source: "lab", failure: { blame: error.blame, ...told } });
    }
  }
  const [base, patched] = kernels;
  return base !== undefined && patched !== undefined && (await sameKernel(base, patched));
}

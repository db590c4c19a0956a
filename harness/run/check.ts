// SPDX-License-Identifier: GPL-2.0-only
// A run of static checks and nothing else, and how any run begins: with what it is about.
import { checkSeries } from "../kernel/index.ts";
import type { Context } from "../host/context.ts";
import { cacheRoot } from "../host/paths.ts";
import type { Emit } from "../record/model.ts";
import { linkRemarks } from "../spec/about.ts";
import type { Spec } from "../spec/registry.ts";
import { plannedChecks, runStatic } from "../static/index.ts";
import { kernelRequest } from "./kernels.ts";
import type { KernelTarget, RunOptions } from "./options.ts";
import { ported } from "./port.ts";

/** Says what is tested, and what is known of it. */
export function saySeries(options: RunOptions, specs: readonly Pick<Spec, "id" | "needs">[], emit: Emit): void {
  const { series, notes = [], review = [], known } = options;
  const { name, path: origin, patches } = series;
  emit({
    type: "series",
    source: "lab",
    series: { name, path: origin, patches: patches.map(({ subject }) => subject) },
  });
  for (const text of notes) emit({ type: "note", source: "lab", text });
  if (review.length > 0) emit({ type: "review", source: "lab", remarks: linkRemarks(review, specs) });
  if (known.length > 0) emit({ type: "known", source: "lab", failures: [...known] });
}

/** The static checks and nothing else. */
export async function checkAlone(
  asked: RunOptions,
  { emit, signal }: { readonly emit: Emit; readonly signal: AbortSignal },
): Promise<void> {
  const context: Context = { cache: cacheRoot(), emit, jobs: asked.jobs, signal };
  emit({ type: "accelerator", source: "lab", accelerator: { name: "tcg", why: "no machine is booted" } });
  const options = await ported(asked, context);
  saySeries(options, [], emit);
  for (const { name } of listTargets(options))
    await checkSeries(
      kernelRequest({ side: "patched", flavour: "plain", ...(name === undefined ? {} : { kernel: name }) }, options),
      context,
    );
  await checkLines(options, false, context);
}

/** The kernel versions of a run; one without a name if there are not several. */
function listTargets(
  options: RunOptions,
): readonly (Omit<KernelTarget, "name" | "reproduce"> & { readonly name?: string })[] {
  return options.targets ?? [{ source: options.source, series: options.series, baseSeries: options.baseSeries }];
}

/** The static checks of a series on each kernel version. `beside`: machines boot meanwhile. */
export async function checkLines(options: RunOptions, beside: boolean, context: Context): Promise<void> {
  const { only, reproduce = [] } = options.static ?? {};
  const lines = listTargets(options);
  const checks = lines.flatMap(({ name }) => plannedChecks({ only, kernel: name }));
  context.emit({ type: "static-plan", source: "lab", checks });
  for (const [index, line] of lines.entries()) {
    const how = { only, beside, kernel: line.name, reproduce: reproduce[index] ?? [] };
    await runStatic(line, how, context);
  }
}

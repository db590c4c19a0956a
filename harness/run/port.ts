// SPDX-License-Identifier: GPL-2.0-only
// `--port`: the series of a run brought forward to its kernel, before anything is done with them.
import path from "node:path";
import { fetchSource, identify } from "../kernel/fetch/index.ts";
import { noteTo } from "../kernel/patch.ts";
import { stage } from "../host/stage.ts";
import type { Context } from "../host/context.ts";
import { hintFor } from "../port/hint.ts";
import { readRules } from "../port/rules.ts";
import { portSeries } from "../port/series.ts";
import type { Port } from "../record/model.ts";
import type { KernelTarget, RunOptions } from "./options.ts";

/** The same run with series that fit its kernel, if that was asked for; what had to change is an event. */
export async function ported(options: RunOptions, context: Context): Promise<RunOptions> {
  if (options.port !== true) return options;
  const { targets } = options;
  if (targets === undefined) return { ...options, ...(await portedTo(options, context)) };
  const fitting: KernelTarget[] = [];
  for (const line of targets) fitting.push({ ...line, ...(await portedTo(line, context)) });
  const [first] = fitting;
  return { ...options, targets: fitting, ...(first === undefined ? {} : { series: first.series }) };
}

/** Series that fit a kernel. */
async function portedTo(
  { source, baseSeries: base, series }: Omit<KernelTarget, "name" | "reproduce">,
  context: Context,
): Promise<Pick<KernelTarget, "baseSeries" | "series">> {
  const identity = await identify(source, context);
  const rules = await readRules();
  const onNote = noteTo(context);
  const keep = path.join(context.cache, "patches");
  const { folder, label } = await fetchSource(source, identity, context);
  const done = await stage(context, "port", series.name, async () => ({
    value: await portSeries({ base, series }, { folder, label, rules, keep, onNote }),
    cached: false,
  }));
  context.emit({ type: "port", source: "lab", port: done.port });
  for (const text of portNotes(done.port)) onNote(text);
  return { baseSeries: done.base, series: done.series };
}

function portNotes({ changes, brought }: Port): readonly string[] {
  if (changes.length === 0 && brought.length === 0)
    return ["--port changed nothing: the series is not too old for this kernel."];
  return brought.map(({ patch, rule }) => `--port added the lab's own “${patch}” to both sides: ${rule}.`);
}

/** What to do about a series that does not apply or build, if it is a matter of its age. */
export async function portHint(options: Pick<RunOptions, "port">, error: unknown): Promise<string | undefined> {
  return options.port === true ? undefined : hintFor(error, await readRules());
}

// SPDX-License-Identifier: GPL-2.0-only
// For verbs that look into the kernel's source before they run anything.
import { cacheRoot } from "../host/paths.ts";
import { endInOrder } from "../host/ending.ts";
import type { Context } from "../host/context.ts";
import { timed } from "../record/journal-writer.ts";
import { createTerminal } from "../report/terminal.ts";
import { withChoice } from "../run/choose-by-patch.ts";
import type { RunOptions } from "../run/options.ts";
import { ensureHost } from "../setup/ensure.ts";
import { hostNeeds } from "./arguments.ts";
import type { RawOptions } from "./raw-options.ts";

/** What it takes to fetch a kernel and to configure it; what it does meanwhile is said on stderr. */
export function lookAround(jobs: number): Disposable & { readonly context: Context } {
  const terminal = createTerminal(process.stderr, {});
  const emit: Context["emit"] = (event) => terminal.handle(timed(event));
  return {
    context: { cache: cacheRoot(), emit, jobs, signal: endInOrder() },
    [Symbol.dispose]: () => terminal.close(),
  };
}

/** The options of a run with the machines that its patch chooses, if it does. */
export async function chosenOptions(raw: Pick<RawOptions, "qemu" | "port">, options: RunOptions): Promise<RunOptions> {
  if (options.choose === undefined) return options;
  await ensureHost(hostNeeds(raw));
  using looking = lookAround(options.jobs);
  return withChoice(options, looking.context);
}

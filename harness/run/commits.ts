// SPDX-License-Identifier: GPL-2.0-only
// Commit by commit: every patch of a series as a kernel that has it and those before it, and no other.
import { isBlamed } from "../host/errors.ts";
import { sameKernel } from "../kernel/same.ts";
import type { Kernel } from "../kernel/types.ts";
import type { CommitRecord, Emit } from "../record/model.ts";
import type { KernelName } from "./kernels.ts";
import { kernelTarget, type Filters, type RunOptions } from "./options.ts";

/** What the commits of a run are looked at with. */
export interface CommitWork {
  readonly options: RunOptions;
  readonly emit: Emit;
  /** Builds a kernel, or takes it from the cache. @throws who is to blame if it does not build. */
  readonly obtainKernel: (name: KernelName) => Promise<Kernel>;
  /** Runs the cells of a kernel. */
  readonly queue: (name: KernelName, kernel: Kernel) => Promise<void>;
}

/** A commit is run as after an edit, quickly; unless somebody said which specs or cells. */
export function commitFilters(filters: Filters): Filters {
  const named = filters.grep !== undefined || filters.ids !== undefined;
  const { count: _, ...rest } = filters;
  return named ? rest : { ...rest, profile: "quick" };
}

/** Says of each commit that nothing is known of it yet: one that stays so was not looked at. */
export function announceCommits(versions: readonly (string | undefined)[], { options, emit }: CommitWork): void {
  for (const version of versions)
    for (const record of listCommits(version, options)) emit({ type: "commit", source: "lab", record });
}

function listCommits(version: string | undefined, options: RunOptions): readonly CommitRecord[] {
  const { patches } = kernelTarget(options, version).series;
  const kernel = version === undefined ? {} : { kernel: version };
  const of = patches.length;
  return patches.map(({ subject }, index) => ({ number: index + 1, of, subject, state: "pending", ...kernel }));
}

/**
 * Builds each commit on a kernel version and queues its cells. What has the same kernel as the whole series, or as the
 * commit before, is not run again. A side that does not build is undefined.
 */
export async function runCommits(
  version: string | undefined,
  { base, whole }: { readonly base: Kernel | undefined; readonly whole: Kernel | undefined },
  work: CommitWork,
): Promise<void> {
  const { options, emit } = work;
  const common = { flavour: "plain", ...(version === undefined ? {} : { kernel: version }) } as const;
  let before = base;
  for (const record of listCommits(version, options)) {
    const say = (found: Pick<CommitRecord, "state"> & Partial<CommitRecord>): void =>
      emit({ type: "commit", source: "lab", record: { ...record, ...found } });
    const name = { side: "patched", ...common, commit: record.number } as const;
    const kernel = await builtOrSaid(record.number === record.of ? () => whole : () => work.obtainKernel(name), say);
    if (kernel === undefined) {
      before = undefined;
      continue;
    }
    if (before !== undefined && (await sameKernel(before, kernel))) say({ state: "noop", reason: noopText });
    else if (whole !== undefined && (await sameKernel(whole, kernel))) say({ state: "builds", asWhole: true });
    else {
      say({ state: "builds" });
      await work.queue(name, kernel);
    }
    before = kernel;
  }
}

const noopText = "it does not change the kernel binary";

/** A kernel, or none if the commit is at fault: then that is said, with the compiler's lines. */
async function builtOrSaid(
  build: () => Promise<Kernel> | Kernel | undefined,
  say: (found: Pick<CommitRecord, "state"> & Partial<CommitRecord>) => void,
): Promise<Kernel | undefined> {
  try {
    const kernel = await build();
    if (kernel === undefined) say({ state: "broken", reason: "the kernel with the whole series does not build" });
    return kernel;
  } catch (error) {
    if (!isBlamed(error) || error.blame === "lab") throw error;
    say({
      state: "broken",
      reason: error.message,
      ...(error.output === undefined ? {} : { output: error.output }),
      errors: [...error.errors],
    });
    return undefined;
  }
}

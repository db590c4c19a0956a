// SPDX-License-Identifier: GPL-2.0-only
// A run of each commit: every patch built and run by itself, on top of those before it.
import { isBlamed } from "../host/errors.ts";
import type { Kernel } from "../kernel/types.ts";
import { obtainKernel, type KernelName } from "./kernels.ts";
import { announceCommits, runCommits } from "./commits.ts";
import { planRecord } from "./plan-record.ts";
import type { Work } from "./prepare.ts";
import { planKernel, queueCells } from "./queue.ts";

/** Builds and runs each commit, on each kernel version. */
export async function runEachCommit(kernels: readonly KernelName[], work: Work): Promise<void> {
  const { options, emit, context } = work;
  const queue = async (name: KernelName, kernel: Kernel): Promise<void> => {
    emit({
      type: "plan",
      source: "lab",
      ...planRecord(
        planKernel(name, work, () => true),
        options.repeat,
      ),
    });
    await queueCells(name, kernel, work);
  };
  const commits = { options, emit, queue, obtainKernel: (name: KernelName) => obtainKernel(name, options, context) };
  const versions = [...new Set(kernels.map(({ kernel }) => kernel))];
  announceCommits(versions, commits);
  for (const version of versions) {
    const common = { flavour: "plain", ...(version === undefined ? {} : { kernel: version }) } as const;
    const base = await commits.obtainKernel({ side: "base", ...common }).catch(unlessBlamed);
    const whole = await commits.obtainKernel({ side: "patched", ...common }).catch(unlessBlamed);
    await runCommits(version, { base, whole }, commits);
  }
}

/** A kernel that does not build was reported already: undefined. */
function unlessBlamed(error: unknown): undefined {
  if (!isBlamed(error) || error.blame !== "kernel") throw error;
}

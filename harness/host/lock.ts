// SPDX-License-Identifier: GPL-2.0-only
// flock(2) through flock(1): the lock belongs to the open file, which this process holds. The kernel releases it when
// the last process that has the file open is gone, so a killed lab never blocks the next one.
import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { LabError } from "./errors.ts";
import { start } from "./exec.ts";

/** A lock that is held: `inherit` it to whatever must keep it when the lab is killed. */
export interface Lock {
  readonly fd: number;
}

/** Options that make a child hold the lock too, on its standard input: an empty file. */
export function inherit(lock: Lock): { readonly stdin: 3 } {
  // Any number is a descriptor to execa; its types know those from 0 to 9.
  return { stdin: lock.fd as 3 };
}

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once if somebody else holds it. */
  readonly onWait?: () => void;
}

async function flock(fd: number, args: readonly string[], signal: AbortSignal | undefined): Promise<boolean> {
  const child = await start("flock", [...args, "0"], {
    ...inherit({ fd }),
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  });
  signal?.throwIfAborted();
  if (child.exitCode === 0 || child.exitCode === 1) return child.exitCode === 0;
  throw new LabError(`flock exited with ${String(child.exitCode)}`, { output: String(child.stderr), cause: child });
}

/** Runs `work` while holding the lock `file`, waiting for whoever has it. */
export async function withLock<T>(file: string, options: LockOptions, work: (lock: Lock) => Promise<T>): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  const handle = await open(file, "a+");
  try {
    if (!(await flock(handle.fd, ["-n"], options.signal))) {
      options.onWait?.();
      if (!(await flock(handle.fd, [], options.signal))) throw new LabError(`cannot lock ${file}`);
    }
    return await work({ fd: handle.fd });
  } finally {
    await handle.close();
  }
}

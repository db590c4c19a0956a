// SPDX-License-Identifier: GPL-2.0-only
// flock(2) through flock(1): the lock belongs to the open file, which this process holds. The kernel releases it when
// the last process that has the file open is gone, so a killed lab never blocks the next one.
import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { LabError } from "./errors.ts";
import { run } from "./exec.ts";

/** A lock that is held: as its standard input, an empty file, a child keeps it when the lab is killed. */
export interface Lock {
  readonly fd: number;
}

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once if somebody else holds it. */
  readonly onWait?: () => void;
}

async function flock(fd: number, args: readonly string[], signal: AbortSignal | undefined): Promise<boolean> {
  const { code } = await run("flock", [...args, "0"], { stdin: fd, signal, okCodes: [0, 1] });
  return code === 0;
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

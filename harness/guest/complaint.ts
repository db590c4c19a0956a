// SPDX-License-Identifier: GPL-2.0-only
// A machine that is lost while its kernel complains is lost by the kernel, whatever the lab saw of it first.
import { isBlamed, KernelError, errorMessage } from "../host/errors.ts";
import { splatName, type Splat } from "../record/model.ts";
import { judgeConsole } from "../klog/judge.ts";

/** The kernel complained, and that is why something did not come about. */
export class SplatError extends KernelError {
  readonly splats: readonly Splat[];

  constructor(what: string, splats: readonly Splat[], cause?: unknown) {
    const [first] = splats;
    const name = first === undefined ? "" : `: ${splatName(first)}`;
    super(`${what}${name}`, { why: "splat", output: first?.text.join("\n") ?? "", cause });
    this.splats = splats;
  }
}

/** What was thrown, or the kernel's complaint if there is one in its log: the lab would be blamed for it otherwise. */
export function blameSplats(error: unknown, log: string): unknown {
  if (isBlamed(error) && error.blame !== "lab") return error;
  const splats = judgeConsole(log);
  return splats.length === 0 ? error : new SplatError(`${errorMessage(error)}: the kernel complained`, splats, error);
}

/** @throws {SplatError} if there is a complaint in a log. */
export function assertSilent(log: string): void {
  const splats = judgeConsole(log);
  if (splats.length > 0) throw new SplatError("the kernel complained", splats);
}

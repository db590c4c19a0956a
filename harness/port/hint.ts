// SPDX-License-Identifier: GPL-2.0-only
// Whether it is its age that keeps a patch from applying or building: rules know what changed.
import { isBlamed } from "../host/errors.ts";
import { ConflictError } from "../series/conflict.ts";
import type { Rule } from "./rules.ts";

/** A sentence that names the rules which know what an error is about; undefined if none does. */
export function hintFor(error: unknown, rules: readonly Rule[]): string | undefined {
  const known = rules.filter((rule) => knows(rule, error)).map(({ name, since }) => `${name} (${since})`);
  if (known.length === 0) return undefined;
  return `Is the patch older than the kernel? --port can update it: ${known.join("; ")}.`;
}

function knows({ action, lookFor }: Rule, error: unknown): boolean {
  if (error instanceof ConflictError)
    return "files" in action && error.location.file !== undefined && action.files.test(error.location.file);
  if (!isBlamed(error) || error.blame !== "kernel") return false;
  // What the compiler quotes is a name: ‘eventfd_signal’.
  const quoted = [...(error.output ?? "").matchAll(/[‘'`]([\w ]+)[’']/g)].map(([, name = ""]) => name);
  const names = quoted.flatMap((name) => name.split(" "));
  return lookFor.some((word) => names.some((name) => (word.endsWith("_") ? name.startsWith(word) : name === word)));
}

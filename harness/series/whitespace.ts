// SPDX-License-Identifier: GPL-2.0-only
// A patch that fits but for its white space: mailers and web pages turn tabs into blanks, and nothing can turn them back.
import type { RunResult } from "../host/exec.ts";
import { UnsafePatchError } from "./unsafe.ts";

/** Runs `git apply` with these arguments on a patch's text. */
type Apply = (args: readonly string[], patch: string) => Promise<RunResult>;

const hint =
  "Take the patch as it was sent: the raw mail (b4 am, “raw” in a list archive), git format-patch, or an attachment.";

/**
 * Of a patch that does not apply: whether nothing but white space is in its way.
 * @throws {UnsafePatchError} if it was changed on the way here, which is no conflict: it fits no tree.
 */
export async function differsInWhitespace(name: string, patch: string, apply: Apply): Promise<boolean> {
  const plain = patch.replaceAll("\u00a0", " ");
  const { code } = await apply(["--check", "--ignore-whitespace"], plain);
  if (code !== 0) return false;
  const what = describeBlanks(patch);
  if (what !== undefined)
    throw new UnsafePatchError(`${name} is refused: its white space was changed on the way: ${what}.`, { hint });
  return true;
}

function describeBlanks(patch: string): string | undefined {
  if (patch.includes("\u00a0")) return "blanks became no-break spaces (U+00A0)";
  const body = patch.split("\n").filter((line) => /^[-+ ](?!-- |\+\+ )/.test(line));
  if (!body.some((line) => line.includes("\t")) && body.some((line) => /^[-+ ] {8}/.test(line)))
    return "tabs became blanks";
  return undefined;
}

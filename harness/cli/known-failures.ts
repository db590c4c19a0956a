// SPDX-License-Identifier: GPL-2.0-only
// The one file of known failures: each with its reason, where it is reported, and the day on which it has to be looked
// at again. An entry that is over is an error: a list that nobody looks at hides regressions.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { errorMessage, UsageError } from "../host/errors.ts";
import { root } from "../host/paths.ts";
import { compilePattern } from "../host/pattern.ts";
import { KnownFailure } from "../record/model.ts";

const usual = path.join(root, "guest-kernel/known-failures.json");

/** Reads the list. @throws {UsageError} if it is not as it should be, or an entry of it has expired. */
export async function readKnownFailures(
  file: string | undefined,
  today = new Date(),
): Promise<readonly KnownFailure[]> {
  if (file === undefined && !existsSync(usual)) return [];
  const where = path.resolve(file ?? usual);
  const known = parse(where, await read(where));
  for (const [index, entry] of known.entries()) check(`${where}, entry ${index + 1}`, entry, today);
  return known;
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`Cannot read the known failures: ${errorMessage(error)}`);
  }
}

const hint =
  '[{"spec": "part of a name, or /regular expression/", "cell": "the same", "reason": "why", "link": "https://…", "expires": "2027-01-31"}]';

function parse(file: string, text: string): readonly KnownFailure[] {
  try {
    return z.array(KnownFailure).parse(JSON.parse(text));
  } catch (cause) {
    const output = cause instanceof z.ZodError ? z.prettifyError(cause) : errorMessage(cause);
    throw new UsageError(`${file} is not a list of known failures.`, { output, hint, cause });
  }
}

function check(where: string, { spec, cell, reason, link, expires }: KnownFailure, today: Date): void {
  if (expires < today.toISOString().slice(0, 10))
    throw new UsageError(`${where} ("${spec}") has expired on ${expires}: ${reason} (${link}).`, {
      hint: "if it still fails, set a later date; otherwise remove the entry",
    });
  for (const pattern of [spec, cell])
    try {
      compilePattern(pattern);
    } catch (error) {
      throw new UsageError(`${where}: ${pattern}: ${errorMessage(error)}`);
    }
}

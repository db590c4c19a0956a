// SPDX-License-Identifier: GPL-2.0-only
// What was thrown, as a run's record holds it.
import { errorMessage, isBlamed, type AnyLabError } from "../host/errors.ts";
import type { RunRecord } from "../record/model.ts";
import { ConflictError } from "../series/conflict.ts";

type Failure = NonNullable<RunRecord["failure"]>;

/** Why a run, or a kernel of it, came to nothing; `hint`: what to do about it, beside the error's own. */
export function failureRecord(error: unknown, hint?: string): Failure {
  if (!isBlamed(error)) return { blame: "lab", cause: "lab", message: errorMessage(error), ...stackText(error) };
  const output = [error.output, error.hint, hint].filter(Boolean).join("\n");
  return { ...described(error, output), ...(error instanceof ConflictError ? { conflict: error.location } : {}) };
}

/** A kernel that does not build: with the compiler's lines alone, and which side's it is. */
export function buildFailure(error: AnyLabError, side: Failure["side"], hint?: string): Failure {
  return {
    ...described(error, [error.output, hint].filter(Boolean).join("\n")),
    ...(side === undefined ? {} : { side }),
  };
}

function described({ blame, why, message, errors }: AnyLabError, output: string): Failure {
  return {
    ...{ blame, cause: why, message },
    ...(output === "" ? {} : { output }),
    ...(errors.length === 0 ? {} : { errors: [...errors] }),
  };
}

/** What nobody foresaw keeps its stack: it is a fault of the lab. */
function stackText(error: unknown): { output?: string } {
  return error instanceof Error && error.stack !== undefined && !("exitCode" in error) ? { output: error.stack } : {};
}

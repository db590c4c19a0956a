// SPDX-License-Identifier: GPL-2.0-only
// What the guest's tools answer is JSON that a program in C wrote, on a kernel that may be broken: nothing of it is
// believed that was not looked at. zod/mini, since what each spec's process loads is to be small.
import * as z from "zod/mini";
import { LabError } from "../host/errors.ts";

/**
 * One line of JSON: what was asked worked (`ok`), or the kernel refused it (`errno`), or it did not come (`timeout`), or
 * there is no such thing to ask (`usage`).
 */
export const Answer = z.catchall(
  z.object({
    ok: z.boolean(),
    call: z.optional(z.string()),
    errno: z.optional(z.string()),
    timeout: z.optional(z.string()),
    usage: z.optional(z.string()),
  }),
  z.unknown(),
);
export type Answer = Readonly<z.infer<typeof Answer>>;

/** What is wrong with it, since zod/mini brings no sentences: `points: number expected; also there: point`. */
function describe(issue: z.core.$ZodIssue): string {
  const where = issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  if (issue.code === "invalid_type") return `${where}${issue.expected} expected`;
  if (issue.code === "invalid_value") return `${where}${issue.values.join(" or ")} expected`;
  if (issue.code === "unrecognized_keys") return `${where}also there: ${issue.keys.join(", ")}`;
  return `${where}${issue.code}`;
}

/** Reads JSON of a shape, or says in a sentence what is wrong with it. */
export function readShape<T extends z.ZodMiniType>(
  shape: T,
  text: string,
): { readonly data: z.infer<T> } | { readonly wrong: string } {
  const read = shape.safeParse(parse(text));
  return read.success ? { data: read.data } : { wrong: read.error.issues.map(describe).join("; ") };
}

/** Reads what a tool said. @throws {LabError} with all of it, if it has not the shape that it should have. */
export function readAnswer<T extends z.ZodMiniType>(shape: T, text: string, asked: string): z.infer<T> {
  const read = readShape(shape, text);
  if ("data" in read) return read.data;
  throw new LabError(`${asked}: this is no answer: ${read.wrong}`, { output: text });
}

/** Undefined for what is no JSON: no shape has it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

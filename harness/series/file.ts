// SPDX-License-Identifier: GPL-2.0-only
import { readFile, stat } from "node:fs/promises";
import { messageOf, UsageError } from "../host/errors.ts";
import { limits, Refusal } from "./refusal.ts";

/** Reads a patch of a series. @throws {UsageError} if it cannot be, {Refusal} if it is no file or a huge one. */
export async function readPatchFile(file: string): Promise<string> {
  const found = await stat(file).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${messageOf(error)}`);
  });
  // A pipe or a device may never end.
  if (!found.isFile()) throw new Refusal(`${file} is refused: it is no ordinary file.`);
  if (found.size > limits.patchBytes)
    throw new Refusal(`${file} is refused: it is larger than ${limits.patchBytes >> 20} MiB.`);
  return readFile(file, "utf8");
}

// SPDX-License-Identifier: GPL-2.0-only
import { readFile, stat } from "node:fs/promises";
import { errorMessage, UsageError } from "../host/errors.ts";
import { limits, UnsafePatchError } from "./unsafe.ts";

/** Reads a patch of a series. @throws {UsageError} if it cannot be, {Refusal} if it is no file or a huge one. */
export async function readPatchFile(file: string): Promise<string> {
  const found = await stat(file).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${errorMessage(error)}`);
  });
  // A pipe or a device may never end.
  if (!found.isFile()) throw new UnsafePatchError(`${file} is refused: it is not a regular file.`);
  if (found.size > limits.patchBytes)
    throw new UnsafePatchError(`${file} is refused: it is larger than ${limits.patchBytes >> 20} MiB.`);
  return readFile(file, "utf8");
}

// SPDX-License-Identifier: GPL-2.0-only
// The spec files of a folder and of the folders in it, in the order in which a manual would tell it: `order.json` in the
// folder or above it lists them; what it does not name comes last, by name.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { errorMessage, UsageError } from "../host/errors.ts";

const ending = ".spec.ts";

/** Packages are not the folder's own, and what is hidden is not meant. */
const isOwn = (file: string): boolean =>
  !file.split(path.sep).some((part) => part === "node_modules" || /^\../.test(part));

function readOrder(folder: string): readonly string[] {
  const places = [folder, path.dirname(folder)].map((place) => path.join(place, "order.json"));
  const file = places.find((place) => existsSync(place));
  return file === undefined ? [] : (JSON.parse(readFileSync(file, "utf8")) as string[]);
}

/** Lists the spec files of a folder, or the one that is named, as absolute paths. @throws {UsageError} if there are none. */
export function listSpecFiles(folder: string): readonly string[] {
  if (folder.endsWith(ending) && statSync(folder, { throwIfNoEntry: false })?.isFile() === true) return [folder];
  const files = filesIn(folder).filter((file) => file.endsWith(ending) && isOwn(file));
  if (files.length === 0) throw new UsageError(`--specs ${folder}: no *${ending} file there`);
  const order = readOrder(folder);
  const rank = (file: string): number => {
    const found = order.indexOf(path.basename(file, ending));
    return found < 0 ? order.length : found;
  };
  return files.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b)).map((file) => path.join(folder, file));
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch (error) {
    throw new UsageError(`--specs ${folder}: ${errorMessage(error)}`, { cause: error });
  }
}

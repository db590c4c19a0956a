// SPDX-License-Identifier: GPL-2.0-only
// What a series changes, file by file and function by function, and which specs entered it: the first thing to know of a
// verdict. Pure.
import type { Coverage, RunRecord } from "../record/model.ts";

/** A function that the series changes something in. */
export interface ChangedFunction {
  readonly name: string;
  /** `entered by life, traffic`, `never entered`. */
  readonly text: string;
  readonly entered: boolean;
}

/** A file that the series changes. */
export interface ChangedFile {
  readonly file: string;
  readonly functions: readonly ChangedFunction[];
  /** Said of the file itself, or of its other functions: `not compiled`. */
  readonly text?: string;
}

type File = Coverage["files"][number];

/** Families of specs that are named. */
const named = 6;

function enteredText({ count, by = [] }: NonNullable<File["functions"]>[number]): string {
  if (count === 0) return "never entered";
  // Before the snapshot that all specs start from.
  if (by.length === 0) return "entered as the machine boots";
  const more = by.length > named ? ` and ${by.length - named} more` : "";
  return `entered by ${by.slice(0, named).join(", ")}${more}`;
}

function changedFile({ file, built, functions = [], entered }: File): ChangedFile {
  const told = functions.map((one) => ({ name: one.name, text: enteredText(one), entered: one.count > 0 }));
  if (!built) return { file, functions: [], text: "not compiled with the lab's configuration" };
  if (told.length > 0) return { file, functions: told };
  return { file, functions: [], text: entered === true ? "data; code of the file ran" : "no code of it ran" };
}

/** Functions of a file that were entered and are named: of a new driver there are many. */
const mostEntered = 8;

function folded(file: ChangedFile): ChangedFile {
  const [idle, entered] = [file.functions.filter((one) => !one.entered), file.functions.filter((one) => one.entered)];
  const more = entered.length - mostEntered;
  const functions = [...idle, ...entered.slice(0, mostEntered)];
  return more > 0
    ? { file: file.file, functions, text: `${more} more functions were entered` }
    : { ...file, functions };
}

/** What the series of a run changes, as far as it was counted; what nobody entered comes first. */
export function changedFiles({ coverage }: RunRecord): readonly ChangedFile[] {
  return (coverage?.files ?? []).map(changedFile).map(folded);
}

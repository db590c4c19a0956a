// SPDX-License-Identifier: GPL-2.0-only
// Coverage → how much of a series ran. A series whose code never ran was not tested, whatever passed.
import path from "node:path";
import type { Coverage, Ran } from "../record/model.ts";

/** Functions of a file that are named where they never ran. */
const named = 4;

type File = Coverage["files"][number];

/** Whether anything of a file can be counted at all: code on a line of the series, or around a place where it took lines away. */
function isCountable({ functions = [], hunks }: File): boolean {
  return functions.length > 0 || hunks.some(({ lines }) => lines.some(({ count }) => count !== undefined));
}

/** Reads what ran out of a coverage; undefined if nothing was counted. */
export function summarizeCoverage(coverage: Coverage | undefined): Ran | undefined {
  if (coverage === undefined) return undefined;
  const { lines, removals = { total: 0, covered: 0, explained: 0 }, files, machines = 0 } = coverage;
  const notBuilt = files.filter(({ built }) => !built).map(({ file }) => file);
  // Where nothing of it can run no machine has to say so.
  if (machines === 0 && notBuilt.length < files.length) return undefined;
  const neverEntered = files.flatMap(({ file, functions = [] }) => {
    const idle = functions.filter(({ count }) => count === 0).map(({ name }) => name);
    return idle.length === 0 ? [] : [{ file, functions: idle }];
  });
  // Data and declarations are no code: what they are worth is seen where the code around them runs.
  const data = files.filter((file) => file.built && !isCountable(file));
  const dataUsed = data.filter(({ entered }) => entered === true);
  const code = lines.total + removals.total > 0;
  const found = {
    lines: { total: lines.total, covered: lines.covered },
    removals: { total: removals.total, covered: removals.covered },
    neverEntered,
    notBuilt,
    anything: code ? lines.covered + removals.covered > 0 : dataUsed.length > 0,
  };
  return { ...found, text: ranText(found, data) };
}

/** What ran where nothing could: why not. */
export function nothingRan(text: string): Ran {
  const none = { total: 0, covered: 0 };
  return { lines: none, removals: none, neverEntered: [], notBuilt: [], anything: false, text };
}

function ranText(ran: Omit<Ran, "text">, data: readonly File[]): string {
  const { lines, removals, neverEntered, notBuilt } = ran;
  const idle = neverEntered.map(({ file, functions }) => `${path.basename(file)}: ${listed(functions)} never entered`);
  const tail = idle.length === 0 ? "" : ` (${idle.join("; ")})`;
  const parts = [
    lines.total > 0 && `ran ${lines.covered} of ${count(lines.total, "changed line")}`,
    removals.total > 0 && `entered ${removals.covered} of ${count(removals.total, "function")} around removed lines`,
    lines.total + removals.total === 0 && data.length > 0 && dataText(data),
  ].filter((part) => part !== false);
  const left = notBuilt.length > 0 && `not compiled with the lab's configuration: ${listed(notBuilt)}`;
  if (parts.length === 0) return left === false ? "it changes no C code" : left;
  return `${parts.join(", ")}${tail}${left === false ? "" : `; ${left}`}`;
}

function dataText(data: readonly File[]): string {
  const idle = data.filter(({ entered }) => entered !== true).map(({ file }) => path.basename(file));
  const what = "changes only data and declarations";
  return idle.length === 0 ? `${what}; the code around them ran` : `${what}; no code of ${listed(idle)} ran`;
}

function listed(names: readonly string[]): string {
  const more = names.length > named ? ` and ${names.length - named} more` : "";
  return `${names.slice(0, named).join(", ")}${more}`;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

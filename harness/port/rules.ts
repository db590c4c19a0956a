// SPDX-License-Identifier: GPL-2.0-only
// The rules in guest-kernel/port: each says which change of Linux it is about, how to tell whether a tree has made it,
// and what is to be done to a patch from before.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../host/errors.ts";
import { root } from "../host/paths.ts";

/** Something that a tree has or lacks: a file, or in a file what a pattern finds. */
export interface Condition {
  readonly file: string;
  /** Undefined: the file itself. */
  readonly pattern: RegExp | undefined;
  readonly has: boolean;
}

/** What a rule does. */
export type Action =
  | { readonly kind: "semantic" }
  | { readonly kind: "replace"; readonly pairs: readonly (readonly [pattern: RegExp, text: string])[] }
  /** Leaves out what a patch does to files: those of these names, or those of them that are not there. */
  | { readonly kind: "drop"; readonly files: RegExp; readonly gone: boolean }
  /** Adds lines to files of these names where their neighbours are now. */
  | { readonly kind: "move"; readonly files: RegExp };

export interface Rule {
  /** Of the file: `eventfd-signal.cocci`. */
  readonly file: string;
  readonly path: string;
  readonly name: string;
  readonly since: string;
  readonly commit: string | undefined;
  readonly why: string;
  /** Words without which a file has nothing for this rule. */
  readonly lookFor: readonly string[];
  /** All of these hold of a tree that needs it. */
  readonly needed: readonly Condition[];
  /** A patch that comes before those that the rule changes, unless the tree has what it brings. */
  readonly brings: { readonly patch: string; readonly unless: readonly Condition[] } | undefined;
  readonly action: Action;
}

export const rulesFolder = path.join(root, "guest-kernel/port");

/** All rules, by name of their files. @throws {LabError} for one that cannot be read. */
export async function readRules(folder = rulesFolder): Promise<readonly Rule[]> {
  const names = (await readdir(folder)).filter((name) => /\.(?:cocci|rule)$/.test(name)).sort();
  return Promise.all(
    names.map(async (file) => parseRule(file, await readFile(path.join(folder, file), "utf8"), folder)),
  );
}

type Field = readonly [key: string, value: string];

/** Reads a rule: `Key: value` lines, in the comments of a semantic patch or by themselves. */
export function parseRule(file: string, text: string, folder = rulesFolder): Rule {
  const fields = text.split("\n").flatMap((line): Field[] => {
    const [, key, value] = /^(?:(?:\/\/|#) )?([A-Z][a-z]*(?: [a-z]+)*):(?: (.*))?$/.exec(line) ?? [];
    return key === undefined ? [] : [[key, value ?? ""]];
  });
  const all = (key: string): readonly string[] => fields.flatMap(([name, value]) => (name === key ? [value] : []));
  const one = (key: string): string => {
    const [value] = all(key);
    if (value === undefined) throw new LabError(`guest-kernel/port/${file} does not say “${key}:”.`);
    return value;
  };
  const [brings] = all("Brings");
  return {
    file,
    path: path.join(folder, file),
    name: one("Name"),
    since: one("Since"),
    commit: all("Commit")[0],
    why: one("Why"),
    lookFor: all("Look for").flatMap((words) => words.split(/, */)),
    needed: all("Needed").map((value) => parseCondition(value, file)),
    brings:
      brings === undefined
        ? undefined
        : { patch: brings, unless: all("Unless").map((one) => parseCondition(one, file)) },
    action: file.endsWith(".cocci") ? { kind: "semantic" } : readAction(fields, file),
  };
}

/** `no FILE`, `FILE has PATTERN` or `FILE lacks PATTERN`. */
function parseCondition(text: string, rule: string): Condition {
  const [, absent, file = absent, verb, pattern] = /^(?:no (\S+)|(\S+) (has|lacks) (.+))$/.exec(text) ?? [];
  if (file === undefined) throw new LabError(`guest-kernel/port/${rule}: what is “${text}”?`);
  return { file, pattern: pattern === undefined ? undefined : new RegExp(pattern, "m"), has: verb === "has" };
}

function readAction(fields: readonly Field[], file: string): Action {
  const patterns = fields.filter(([key]) => key === "Replace").map(([, value]) => new RegExp(value, "gm"));
  const texts = fields.filter(([key]) => key === "With").map(([, value]) => value);
  if (patterns.length > 0) return { kind: "replace", pairs: patterns.map((one, index) => [one, texts[index] ?? ""]) };
  for (const [key, value] of fields) {
    if (key === "Drop") return { kind: "drop", files: new RegExp(value), gone: false };
    if (key === "Drop gone") return { kind: "drop", files: new RegExp(value), gone: true };
    if (key === "Move") return { kind: "move", files: new RegExp(value) };
  }
  throw new LabError(`guest-kernel/port/${file} does nothing.`);
}

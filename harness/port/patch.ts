// SPDX-License-Identifier: GPL-2.0-only
// One patch brought forward: what does not apply is put where it applies or left out, then what it brought is held
// against each rule that the tree has a need for. What applies and has nothing old in it stays as it is, to the letter.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { applies, applyPatch, type ApplyTarget } from "../series/apply.ts";
import { copyIfThere } from "../series/overlay.ts";
import type { ScannedPatch } from "../series/scanned.ts";
import { readMailSubject } from "../series/read.ts";
import { scanPatch } from "../series/scan.ts";
import type { PortChange } from "../record/model.ts";
import { diffFolders, diffTexts } from "./diff.ts";
import type { Rule } from "./rules.ts";
import { addMoved, makesFile, splitSections, type Section } from "./sections.ts";
import { transform } from "./semantic.ts";
import type { PortTree } from "./tree.ts";

/** A patch, and what became of it; its text is empty if nothing of it is left. */
export interface PortedPatch {
  readonly text: string;
  readonly changes: readonly PortChange[];
  /** Rules that changed it. */
  readonly rules: readonly Rule[];
}

interface Step {
  readonly rule: Rule;
  readonly diff: string;
  readonly dropped?: true;
}

/** Brings a patch forward and applies it to the tree. @throws {ConflictError} if it does not apply even so. */
export async function portPatch(
  tree: PortTree,
  patch: ScannedPatch,
  rules: readonly Rule[],
  options: ApplyTarget,
): Promise<PortedPatch> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), "msixlab-port-"));
  try {
    const names = [...new Set(patch.changes.flatMap((change) => change.names))];
    await copyAll(names, tree.folder, path.join(scratch, "a"));
    const { text, steps } = await placed(tree, patch, rules, scratch);
    if (/^(?:diff --git |--- )/m.test(text)) {
      const file = path.join(scratch, path.basename(patch.path));
      await writeFile(file, text);
      await applyPatch(tree.folder, { path: file, text, changes: scanPatch(text) }, options);
    }
    for (const name of names) steps.push(...(await renewed(tree, name, rules)));
    if (steps.length === 0) return { text: patch.text, changes: [], rules: [] };
    await copyAll(names, tree.folder, path.join(scratch, "b"));
    const subject = readMailSubject(patch.text) ?? path.basename(patch.path);
    return {
      text: rewritten(patch.text, await diffFolders(scratch), steps),
      changes: steps.map((step) => portChange(subject, step)),
      rules: [...new Set(steps.map(({ rule }) => rule))],
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function copyAll(names: readonly string[], from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of names) await copyIfThere(path.join(from, name), path.join(to, name));
}

/** Looks at each file that a patch changes: what does not apply is moved or left out, if there is a rule for it. */
async function placed(
  tree: PortTree,
  patch: ScannedPatch,
  rules: readonly Rule[],
  scratch: string,
): Promise<{ text: string; steps: Step[] }> {
  const fits = async (text: string): Promise<boolean> => {
    const file = path.join(scratch, "section.patch");
    await writeFile(file, text);
    return applies(tree.folder, file);
  };
  if (await fits(patch.text)) return { text: patch.text, steps: [] };
  const { head, sections } = splitSections(patch.text);
  const kept: string[] = [];
  const steps: Step[] = [];
  for (const section of sections) {
    const done = (await fits(section.text)) ? undefined : await place(tree, section, rules);
    if (done === undefined || done.text !== "") kept.push(done?.text ?? section.text);
    if (done !== undefined) steps.push(done.step);
  }
  return { text: head + kept.join(""), steps };
}

/** Undefined: no rule helps. */
async function place(
  tree: PortTree,
  section: Section,
  rules: readonly Rule[],
): Promise<{ readonly text: string; readonly step: Step } | undefined> {
  const old = await tree.text(section.file);
  for (const rule of rules) {
    const { action } = rule;
    if (!("files" in action) || !action.files.test(section.file) || !(await tree.needs(rule))) continue;
    if (action.kind === "drop" && (!action.gone || (old === undefined && !makesFile(section))))
      return { text: "", step: { rule, diff: section.text.trimEnd(), dropped: true } };
    const moved = action.kind === "move" && old !== undefined ? addMoved(section, old) : undefined;
    if (moved === undefined || old === undefined) continue;
    const diff = await diffTexts(section.file, old, moved);
    return { text: `diff --git a/${section.file} b/${section.file}\n${diff}`, step: { rule, diff: diff.trimEnd() } };
  }
  return undefined;
}

/** Holds a file that a patch made or changed against the rules. */
async function renewed(tree: PortTree, name: string, rules: readonly Rule[]): Promise<Step[]> {
  if (!/\.[ch]$/.test(name)) return [];
  const steps: Step[] = [];
  for (const rule of rules) {
    const text = await tree.text(name);
    if (text === undefined || "files" in rule.action) continue;
    if (!rule.lookFor.some((word) => text.includes(word)) || !(await tree.needs(rule))) continue;
    const after = await renew(rule, name, text);
    if (after === text) continue;
    await writeFile(path.join(tree.folder, name), after);
    steps.push({ rule, diff: (await diffTexts(name, text, after)).trimEnd() });
  }
  return steps;
}

/** What a rule makes of a file's text. */
export async function renew(rule: Rule, name: string, text: string): Promise<string> {
  if (rule.action.kind === "semantic") return transform(rule, name, text);
  if (rule.action.kind !== "replace") return text;
  return rule.action.pairs.reduce((now, [pattern, becomes]) => now.replaceAll(pattern, becomes), text);
}

/** The message as it was, what was done to the patch, and the patch as it is now. */
function rewritten(patch: string, diff: string, steps: readonly Step[]): string {
  if (diff === "") return "";
  const message = patch.split(/^(?:---$|--- |diff --git )/m)[0]?.trimEnd() ?? "";
  const done = [...new Set(steps.map(({ rule }) => `[${rule.name} (${rule.since})]`))];
  return `${message}\n\n${done.join("\n")}\n---\n${diff}`;
}

function portChange(patch: string, { rule, diff, dropped }: Step): PortChange {
  const { name, file, since, commit, why } = rule;
  return {
    patch,
    rule: name,
    file,
    since,
    ...(commit === undefined ? {} : { commit }),
    why,
    diff,
    ...(dropped === undefined ? {} : { dropped }),
  };
}

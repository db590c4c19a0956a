// SPDX-License-Identifier: GPL-2.0-only
// A KTAP version 1 reader that takes nothing on trust: plans must hold, numbers must count, a child that fails must
// fail its parent. What it finds wrong it says. Lines that it does not know are legal anywhere.

/** One result line with what is nested in it. */
export interface KtapTest {
  readonly number: number;
  readonly ok: boolean;
  readonly name: string;
  readonly directive: string | undefined;
  readonly reason: string;
  /** The `# ` lines between the result before and this one. */
  readonly diagnostics: readonly string[];
  readonly children: readonly KtapTest[];
}

/** What was read, and what is wrong with it. */
export interface Ktap {
  readonly tests: readonly KtapTest[];
  readonly errors: readonly string[];
}

interface Level {
  readonly indent: number;
  plan: number | undefined;
  readonly tests: KtapTest[];
  diagnostics: string[];
  /** A block of deeper level that no result line has claimed yet. */
  pending: Level | undefined;
}

const version = /^( *)(?:KTAP version 1|TAP version 1[34])$/;
const resultLine = /^( *)(not )?ok (\d+)(?: (?:- )?([^#]*?))?(?: ?# ?([A-Z]+)?(?: (.*))?)?$/;
const planLine = /^( *)1\.\.(\d+)$/;

const newLevel = (indent: number): Level => ({
  indent,
  plan: undefined,
  tests: [],
  diagnostics: [],
  pending: undefined,
});

function close(level: Level, errors: string[]): void {
  const { plan, tests, indent } = level;
  if (plan === undefined) errors.push(`a block at indent ${indent} has no plan`);
  else if (plan !== tests.length) errors.push(`a plan of ${plan} has ${tests.length} results`);
  if (level.pending !== undefined)
    errors.push(`a block at indent ${level.pending.indent} has no result line of its parent`);
}

function addResult(level: Level, match: RegExpExecArray, errors: string[]): void {
  const [, , not, number = "0", name = "", directive, reason = ""] = match;
  const children = level.pending?.tests ?? [];
  const ok = not === undefined;
  if (Number(number) !== level.tests.length + 1) errors.push(`${number} ${name}: is result ${level.tests.length + 1}`);
  if (ok && children.some((child) => !child.ok)) errors.push(`${number} ${name}: is ok and a child of it is not`);
  const test = { number: Number(number), ok, name: name.trim(), directive, reason, children };
  level.tests.push({ ...test, diagnostics: level.diagnostics });
  level.diagnostics = [];
  level.pending = undefined;
}

/** Reads KTAP; timestamps of dmesg and carriage returns are taken off first. */
export function parseKtap(text: string): Ktap {
  const errors: string[] = [];
  const stack: Level[] = [];
  const root: Level = newLevel(-2);
  const levelAt = (indent: number): Level | undefined => {
    while ((stack.at(-1)?.indent ?? -1) > indent) {
      const done = stack.pop();
      if (done !== undefined) {
        close(done, errors);
        (stack.at(-1) ?? root).pending = done;
      }
    }
    return stack.at(-1)?.indent === indent ? stack.at(-1) : undefined;
  };
  for (const raw of text.split("\n")) {
    const line = raw.replace(/\r+$/, "").replace(/^\[ *\d+\.\d{6}\] /, "");
    const begin = version.exec(line);
    const plan = planLine.exec(line);
    const result = resultLine.exec(line);
    if (begin !== null) {
      levelAt((begin[1] ?? "").length - 1);
      stack.push(newLevel((begin[1] ?? "").length));
    } else if (plan !== null) {
      const level = levelAt((plan[1] ?? "").length);
      if (level !== undefined) level.plan = Number(plan[2]);
    } else if (result !== null) {
      const level = levelAt((result[1] ?? "").length);
      if (level === undefined) errors.push(`a result outside of any block: ${line.trim()}`);
      else addResult(level, result, errors);
    } else {
      const comment = /^( *)# ?(.*)$/.exec(line);
      if (comment !== null) stack.at(-1)?.diagnostics.push(comment[2] ?? "");
    }
  }
  levelAt(-1);
  return { tests: root.pending?.tests ?? [], errors };
}

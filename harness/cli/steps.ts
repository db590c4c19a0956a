// SPDX-License-Identifier: GPL-2.0-only
// `npm test`: cheap steps first, all of them even if one failed, one line of sums at the end. Long ones if asked for.
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { errorMessage } from "../host/errors.ts";
import { anyCode, run } from "../host/exec.ts";
import { root } from "../host/paths.ts";

/** One step of `npm test`. */
export interface Step {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  /** True for an AVA run: its tests are what is counted. */
  readonly ava: boolean;
  /** Takes kernels that nothing else needs: it runs only if it is asked for. */
  readonly long?: true;
}

/** What came of a step. */
export interface StepResult {
  readonly name: string;
  readonly seconds: number;
  readonly passed: number;
  /** A step that fails without naming a test counts as one. */
  readonly failed: number;
}

const bin = (name: string): string => path.join(root, "node_modules/.bin", name);

/** The steps in order. */
export const steps: readonly Step[] = [
  { name: "lint", argv: [bin("eslint"), "--max-warnings=0", "."], ava: false },
  { name: "format", argv: [bin("prettier"), "--check", "--log-level=warn", "."], ava: false },
  { name: "types", argv: [bin("tsc"), "-p", "."], ava: false },
  {
    name: "imports",
    argv: [bin("depcruise"), "--config", ".dependency-cruiser.mjs", "--output-type", "err", "lab", "harness", "specs"],
    ava: false,
  },
  { name: "unit", argv: [bin("ava")], ava: true },
  { name: "pages", argv: [bin("ava"), "--config", "harness/testing/page.ava.mjs"], ava: true },
  { name: "boots", argv: [bin("ava"), "--config", "harness/testing/boot.ava.mjs"], ava: true },
  { name: "long", argv: [bin("ava"), "--config", "harness/testing/long.ava.mjs"], ava: true, long: true },
];

/** Reads the sums off AVA's last section, which begins with a rule: what a test logs cannot be mistaken for them. */
export function countTests(lines: readonly string[]): { passed: number; failed: number } {
  const plain = lines.map((line) => stripVTControlCharacters(line).trim());
  const sums = plain.slice(plain.lastIndexOf("─") + 1).join("\n");
  const sum = (what: string): number =>
    [...sums.matchAll(new RegExp(`^(\\d+) (?:${what})$`, "gm"))].reduce((total, [, n]) => total + Number(n), 0);
  // Once a test fails AVA no longer says how many passed: then its ticks are counted.
  const ticks = plain.filter((line) => line.startsWith("✔ ")).length;
  return {
    passed: sum("tests? passed") || ticks,
    failed: sum("tests? failed|hooks? failed|uncaught exceptions?|unhandled rejections?"),
  };
}

/** What a step adds to the sums. No tests at all is a failure: a check that did not run is not a pass. */
export function judgeStep(step: Step, code: number, lines: readonly string[]): { passed: number; failed: number } {
  const { passed, failed } = step.ava ? countTests(lines) : { passed: 0, failed: 0 };
  const silent = failed === 0 && (code !== 0 || (step.ava && passed === 0));
  return { passed, failed: silent ? 1 : failed };
}

/** Runs a step's command to its end and shows what it prints. Killed or not to be started: a code like any other. */
async function exitCode({ argv: [command, ...args] }: Step, onLine: (line: string) => void): Promise<number> {
  const env: Record<string, string> = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  try {
    return (await run(command, args, { cwd: root, env, okCodes: anyCode, onLine })).code;
  } catch (error) {
    console.log(errorMessage(error));
    return 255;
  }
}

async function runStep(step: Step): Promise<StepResult> {
  console.log(`\n=== ${step.name}`);
  const started = performance.now();
  const lines: string[] = [];
  const code = await exitCode(step, (line) => {
    lines.push(line);
    console.log(line);
  });
  const seconds = (performance.now() - started) / 1000;
  const result = { name: step.name, seconds, ...judgeStep(step, code, lines) };
  console.log(`=== ${step.name}: ${result.failed === 0 ? "ok" : "FAILED"} in ${seconds.toFixed(1)} s`);
  return result;
}

/** Runs the steps that are named, prints the sums (`12 passed, 0 failed`) as the last line; true if nothing failed. */
export async function runSteps(names: readonly string[]): Promise<boolean> {
  const results: StepResult[] = [];
  for (const step of steps) if (names.includes(step.name)) results.push(await runStep(step));
  console.log("");
  for (const { name, seconds, failed } of results)
    console.log(`${failed === 0 ? "ok    " : "FAILED"}  ${name.padEnd(7)} ${seconds.toFixed(1).padStart(7)} s`);
  const total = (key: "passed" | "failed"): number => results.reduce((sum, result) => sum + result[key], 0);
  console.log(`${total("passed")} passed, ${total("failed")} failed`);
  return total("failed") === 0;
}

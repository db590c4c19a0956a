// SPDX-License-Identifier: GPL-2.0-only
// What upstream's own tests say, as outcomes: KTAP where they speak it, exit codes where they do not.
import type { TestOutcome } from "../record/test-outcome.ts";
import { parseKtap, type KtapTest } from "./ktap.ts";

/** What is known of a program's tests, and what is wrong with how it told of them. */
export interface Told {
  readonly tests: readonly TestOutcome[];
  readonly errors: readonly string[];
}

/** How a program ended. */
export interface Ended {
  readonly code: number;
  /** What it said, both streams together. */
  readonly output: string;
}

/** tools/testing/selftests/kselftest.h */
const exitSkip = 4;

/** The tests at the leaves of a KTAP tree, each by its path. */
export function leaves(tests: readonly KtapTest[], path: readonly string[]): TestOutcome[] {
  return tests.flatMap((test) => {
    const where = [...path, test.name];
    if (test.children.length > 0) return leaves(test.children, where);
    return [{ name: where.join(": "), ...readOutcome(test) }];
  });
}

function readOutcome({ ok, directive, reason, diagnostics }: KtapTest): Omit<TestOutcome, "name"> {
  const said = diagnostics.map((line) => line.trim()).filter((line) => line !== "");
  if (directive === "SKIP") return { outcome: "SKIP", reason: reason === "" ? "no reason given" : reason };
  if (ok) return { outcome: "PASS" };
  const why = said.find((line) => /expected|assert|fail|error/i.test(line)) ?? said.at(-1);
  return { outcome: "FAIL", reason: why ?? "not ok, without a reason", detail: said.join("\n") };
}

/** The tests of one program. One that does not speak KTAP is a test itself, and its exit code tells. */
export function readTests(program: string, { code, output }: Ended): Told {
  const last = output.trim().split("\n").at(-1) ?? "";
  if (!/^(?:KTAP version 1|TAP version 1[34])\r?$/m.test(output)) {
    const detail = { detail: output.trim() };
    if (code === 0) return { tests: [{ name: program, outcome: "PASS" }], errors: [] };
    const skipped = { name: program, outcome: "SKIP", reason: firstLine(output) ?? "no reason given" } as const;
    if (code === exitSkip) return { tests: [skipped], errors: [] };
    return { tests: [{ name: program, outcome: "FAIL", reason: `exit code ${code}: ${last}`, ...detail }], errors: [] };
  }
  const { tests, errors } = parseKtap(output);
  const found = leaves(tests, [program]);
  const failed = found.some(({ outcome }) => outcome === "FAIL");
  const odd = !failed && code !== 0 && code !== exitSkip ? [`exit code ${code}, although no test failed`] : [];
  return { tests: found, errors: [...errors, ...odd].map((text) => `${program}: ${text}`) };
}

function firstLine(output: string): string | undefined {
  return output.split("\n").find((line) => line.trim() !== "");
}

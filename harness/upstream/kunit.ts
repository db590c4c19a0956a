// SPDX-License-Identifier: GPL-2.0-only
// The kernel's unit tests (KUnit) as specs. They ran while the machine booted: their KTAP is on its console.
import { readFile } from "node:fs/promises";
import { parseKtap } from "./ktap.ts";
import { family } from "../spec/index.ts";
import { leaves, type Told } from "./outcomes.ts";

/** What the kernel is told on its command line: lib/kunit/executor.c. */
export function kunitParameters(glob: string | undefined): readonly string[] {
  return glob === undefined ? [] : [`kunit.filter_glob=${glob}`];
}

/** The unit tests that a console tells of. Other messages stand among their lines. */
export function kunitTests(console: string): Told {
  const lines = console.split("\n").map((line) => line.replace(/\r+$/, "").replace(/^\[ *\d+\.\d{6}\] /, ""));
  const start = lines.indexOf("KTAP version 1");
  if (start < 0) return { tests: [], errors: ["no KUnit output: nothing matches, or the kernel has no tests"] };
  const { tests, errors } = parseKtap(lines.slice(start).join("\n"));
  return { tests: leaves(tests, []), errors };
}

/** Declares the spec of the suites that a glob names. */
export function declareKunit(glob: string): void {
  const spec = family("kunit", { devices: "any", variants: "any" });
  spec(`the suites ${glob} run to completion`, async (t, context) => {
    const { tests, errors } = kunitTests(await readFile(context.run.bootLog, "utf8"));
    for (const one of tests) context.outcome(one);
    context.fact("tests", tests.length);
    t.deepEqual(errors, []);
    t.true(tests.length > 0, `no suite matches ${glob}`);
  });
}

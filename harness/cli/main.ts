// SPDX-License-Identifier: GPL-2.0-only
import { Command } from "@commander-js/extra-typings";
import { ending, watchSignals, type EndedBySignal } from "../host/ending.ts";
import { isBlamed } from "../host/errors.ts";
import { goWhereTyped, labName } from "../host/typed.ts";
import { bisect } from "./bisect.ts";
import { build } from "./build.ts";
import { census } from "./census.ts";
import { check } from "./check.ts";
import { ci } from "./ci.ts";
import { clean } from "./clean.ts";
import { doctor } from "./doctor.ts";
import { init } from "./init.ts";
import { judge } from "./judge.ts";
import { mutate } from "./mutate.ts";
import { plan } from "./plan.ts";
import { regressions } from "./regressions.ts";
import { report } from "./report.ts";
import { run } from "./run.ts";
import { setup } from "./setup.ts";
import { shell } from "./shell.ts";
import { bisectRunCodes } from "../run/bisect-run.ts";
import { test } from "./test.ts";
import { isVersion, versions } from "./version.ts";
import { plainError, withVerb } from "./words.ts";

/** To `git bisect run` every code below 125 is a bad commit: a command that cannot be run has to end the bisection. */
const codeFor = (code: number): number => (process.argv.includes("--bisect-run") ? bisectRunCodes.end : code);

watchSignals();
goWhereTyped();
const program = new Command(labName)
  .description("A virtual hardware lab for Linux PCI driver patches.")
  .option("-V, --version", "print the versions of the lab, Node and QEMU")
  .configureOutput({ outputError: (text, write) => write(plainError(text)) })
  .exitOverride((error) => {
    // commander exits with 1 for bad usage; the lab's code for that is 2.
    process.exit(error.exitCode === 0 ? 0 : codeFor(2));
  })
  .addHelpText("after", "\nThe default command is run; see run --help for examples, README.md and docs/ for the rest.")
  .showHelpAfterError("(--help lists the commands and options)");
for (const register of [
  run,
  init,
  check,
  plan,
  build,
  shell,
  mutate,
  bisect,
  regressions,
  census,
  judge,
  report,
  doctor,
  setup,
  ci,
  clean,
  test,
])
  register(program);

try {
  const words = withVerb(process.argv.slice(2));
  if (isVersion(words)) console.log(await versions());
  else await program.parseAsync(words, { from: "user" });
} catch (error) {
  if (!ending.aborted) {
    if (!isBlamed(error)) throw error;
    console.error([error.message, error.output, error.hint].filter((part) => part !== undefined).join("\n"));
    process.exitCode = codeFor(error.exitCode);
  }
}
// Whatever came of it then.
if (ending.aborted) process.exit((ending.reason as EndedBySignal).exitCode);

// SPDX-License-Identifier: GPL-2.0-only
import test, { type ExecutionContext } from "ava";
import { run } from "../exec.ts";
import type { Entry } from "./files.ts";
import { instrumentRecipe, instrumentVariables } from "./instrument.ts";
import { folderWith } from "./testing.ts";

const file: Entry = { kind: "file", bytes: Buffer.from("1\n"), executable: false };
const overlay = new Map([
  ["drivers/a/new.c", file],
  ["drivers/a/old.c", file],
  ["drivers/a/Kconfig", file],
]);

test("where nothing is instrumented make is told nothing, and no kernel is another for it", (t) => {
  t.deepEqual(instrumentVariables("plain", overlay), []);
  t.deepEqual(instrumentRecipe("plain"), {});
  t.deepEqual(instrumentVariables("coverage", new Map()), []);
});

/** What make takes `variable` for, object by object. */
async function perObject(t: ExecutionContext, variable: string, told: readonly string[]): Promise<string[]> {
  const folder = await folderWith(t, {
    Makefile: `real-obj-y = drivers/a/old.o drivers/b/old.o
real-obj-m = drivers/a/new.o
drivers/%.o arch/%.o:; @echo $@ $(${variable})
all: ; @$(MAKE) -s drivers/a/old.o drivers/b/old.o drivers/a/new.o drivers/a/gone.o arch/old.o
`,
  });
  const { stdout } = await run("make", ["-s", "-C", folder, "all", ...told]);
  const lines = stdout.split("\n").map((line) => line.trim());
  return lines.filter((line) => /^(?:drivers|arch)/.test(line));
}

test("coverage: of all objects only those of the kernel that were named are profiled, not all of a name", async (t) => {
  t.deepEqual(await perObject(t, "GCOV_PROFILE", instrumentVariables("coverage", overlay)), [
    "drivers/a/old.o y",
    "drivers/b/old.o",
    "drivers/a/new.o y",
    "drivers/a/gone.o",
    "arch/old.o",
  ]);
});

test("kcsan: modules are watched, whatever the series touches", async (t) => {
  t.deepEqual(await perObject(t, "KCSAN_SANITIZE", instrumentVariables("kcsan", new Map())), [
    "drivers/a/old.o n",
    "drivers/b/old.o n",
    "drivers/a/new.o y",
    "drivers/a/gone.o n",
    "arch/old.o n",
  ]);
});

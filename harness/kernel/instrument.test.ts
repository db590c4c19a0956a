// SPDX-License-Identifier: GPL-2.0-only
import test, { type ExecutionContext } from "ava";
import { run } from "../host/exec.ts";
import { instrumentRecipe, instrumentVariables } from "./instrument.ts";
import { folderWith } from "./testing.ts";
import type { Series } from "../series/types.ts";

const diff = (file: string): string =>
  `diff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -1 +1 @@\n-1\n+2\n`;

/** A series that changes these files. */
async function changing(t: ExecutionContext, ...files: readonly string[]): Promise<Series> {
  const path = await folderWith(t, { "1.patch": files.map(diff).join("") });
  return { name: "s", path, patches: [{ file: "1.patch", subject: "s" }] };
}

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

const touched = ["drivers/a/new.c", "drivers/a/old.c", "drivers/a/Kconfig", "arch/old.c"] as const;

test("where nothing is instrumented make is told nothing, and no kernel is another for it", async (t) => {
  const series = await changing(t, ...touched);
  t.deepEqual(await instrumentVariables({ flavour: "plain", series }), []);
  t.deepEqual(await instrumentRecipe({ flavour: "plain", series }), {});
  t.deepEqual(await instrumentVariables({ flavour: "coverage", series: undefined }), []);
});

test("coverage: of all objects only those of the kernel that the series touches are profiled, not all of a name", async (t) => {
  const told = await instrumentVariables({ flavour: "coverage", series: await changing(t, ...touched) }, [
    ...["drivers/a/new.o", "drivers/a/old.o", "arch/old.o"],
  ]);
  t.deepEqual(await perObject(t, "GCOV_PROFILE", told), [
    "drivers/a/old.o y",
    "drivers/b/old.o",
    "drivers/a/new.o y",
    "drivers/a/gone.o",
    "arch/old.o",
  ]);
});

test("kcsan: what the series touches is watched, on base as well: the races that it had are not the series'", async (t) => {
  const watched = await changing(t, ...touched);
  const base = { flavour: "kcsan", series: undefined, watched } as const;
  const told = await instrumentVariables(base);
  t.deepEqual(told, await instrumentVariables({ ...base, series: watched }));
  t.deepEqual(await perObject(t, "KCSAN_SANITIZE", told), [
    "drivers/a/old.o y",
    "drivers/b/old.o n",
    "drivers/a/new.o y",
    "drivers/a/gone.o n",
    "arch/old.o n",
  ]);
  t.notDeepEqual(await instrumentRecipe(base), await instrumentRecipe({ ...base, watched: await changing(t, "b.c") }));
});

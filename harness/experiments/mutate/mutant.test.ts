// SPDX-License-Identifier: GPL-2.0-only
import path from "node:path";
import test from "ava";
import { UsageError } from "../../host/errors.ts";
import { root } from "../../host/paths.ts";
import { loadSpecs } from "../../run/load-specs.ts";
import { namedBatches, otherBatches } from "./choose.ts";
import { parseMutant, readMutants } from "./mutant.ts";

const diff = "---\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n";
const folder = path.join(root, "guest-kernel/mutants");
const loadedSpecs = loadSpecs([path.join(root, "specs")]);

test("the header says what is broken, where to look first, and why nothing may see it", (t) => {
  const text = `Subject: [PATCH] a lock is\n missing\nSpec: races\nSpec: /^vectors:/\nCell: igb/iommu-off/debug\nExplained: it\n is rare\n${diff}`;
  const mutant = parseMutant("mutants/no-lock.patch", text);
  t.like(mutant, { name: "no-lock", breaks: "a lock is missing", explained: "it is rare" });
  t.deepEqual(mutant.specs, ["races", "/^vectors:/"]);
  t.deepEqual(mutant.cells, ["patched/igb/iommu-off/debug"]);
});

test("a mutant that names no cell is tried on igb first", (t) => {
  t.deepEqual(parseMutant("a.patch", `Subject: x\n${diff}`).cells, ["patched/igb/iommu-off"]);
});

test("a mutant without a subject, or with a cell that does not exist, is bad input", (t) => {
  t.throws(() => parseMutant("a.patch", diff), { instanceOf: UsageError, message: /a\.patch: no "Subject:"/ });
  t.throws(() => parseMutant("a.patch", `Subject: x\nCell: moon\n${diff}`), { message: /no cell patched\/moon/ });
});

test("mutants are found by a part of their names; a name that none has is bad input", async (t) => {
  const found = await readMutants(folder, ["vector-one-short"]);
  t.deepEqual(
    found.map(({ name }) => name),
    ["vector-one-short"],
  );
  await t.throwsAsync(readMutants(folder, ["no-such-mutant"]), { instanceOf: UsageError, message: /no-such-mutant/ });
});

test("there are forty mutants and more, and each breaks something else", async (t) => {
  const mutants = await readMutants(folder, []);
  t.true(mutants.length >= 40);
  t.is(new Set(mutants.map(({ breaks }) => breaks)).size, mutants.length);
});

test("specs about headers for user space are not tried on a mutant: it has none installed", async (t) => {
  const mutant = parseMutant("a.patch", `Subject: x\n${diff}`);
  const tried = otherBatches(mutant, await loadedSpecs, () => true).flatMap(({ specs }) => specs);
  t.not(tried.length, 0);
  t.deepEqual(
    tried.filter(({ spec }) => spec.needs.uapi),
    [],
  );
});

for (const where of ["guest-kernel/mutants", "harness/testing/mutants"])
  test(`${where}: what a mutant names is a spec, and runs in one of the cells that it names`, async (t) => {
    const specs = await loadedSpecs;
    for (const mutant of await readMutants(path.join(root, where), []))
      for (const pattern of mutant.specs)
        t.not(namedBatches({ ...mutant, specs: [pattern] }, specs, () => true).length, 0, `${mutant.name}: ${pattern}`);
  });

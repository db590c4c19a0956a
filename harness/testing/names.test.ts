// SPDX-License-Identifier: GPL-2.0-only
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import { root } from "../host/paths.ts";
import { misnamedInC, misnamedInTypeScript } from "./names.ts";

/** Files of these folders, by a pattern of their names. */
function filesIn(folders: readonly string[], names: RegExp): string[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .map((name) => path.join(folder, name))
      .filter((name) => names.test(name)),
  );
}

const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

test("TypeScript has the field's names", (t) => {
  const files = filesIn(["lab", "harness", "specs"], /\.tsx?$/);
  t.true(files.length > 400);
  t.deepEqual(
    files.flatMap((file) => misnamedInTypeScript(file, read(file))),
    [],
  );
});

test("C has its own", (t) => {
  const files = filesIn(["images/tools", "harness/machine"], /\.[ch]$/);
  t.true(files.length > 50);
  t.deepEqual(
    files.flatMap((file) => misnamedInC(file, read(file))),
    [],
  );
});

test("harness and lab know no driver under test", (t) => {
  const files = filesIn(["lab", "harness"], /\.tsx?$/).filter((file) => !/\.test\.|\/testing\//.test(file));
  t.deepEqual(
    files.filter((file) => read(file).includes("uio_msi")),
    [],
  );
});

test("a name that is not to be used is found where it stands, and in no sentence", (t) => {
  const text =
    '// a bench\nconst title = "bench";\nconst bench = { subjectOf: 1 };\nclass A { #ground = title.indexOf("x"); }\n';
  t.deepEqual(misnamedInTypeScript("a.ts", text), [
    "a.ts:3: bench: SpecContext, CheckContext, context",
    "a.ts:3: subjectOf: a verb or a noun: readTitle, seriesHash",
    "a.ts:4: ground: BuildSet, builds",
  ]);
  t.deepEqual(misnamedInTypeScript("a.tsx", "const a = <p>the bench {court}</p>;\n"), [
    "a.tsx:1: court: TrialOptions, options",
  ]);
  t.deepEqual(misnamedInC("a.c", '/* most\n * words */\nint main(int count, char **words) { puts("least"); }\n'), [
    "a.c:3: words: argv",
  ]);
});

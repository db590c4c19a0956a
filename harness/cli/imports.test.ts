// SPDX-License-Identifier: GPL-2.0-only
// The rule about imports is held by a tool: here, that the tool finds what breaks it.
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { run } from "../host/exec.ts";
import { root } from "../host/paths.ts";
import { steps } from "./steps.ts";

/** What the step of `npm test` says of a tree that holds these files. */
async function said(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-imports-"));
  try {
    await Promise.all(["lab", "harness", "specs"].map((name) => mkdir(path.join(folder, name))));
    for (const name of [".dependency-cruiser.mjs", "tsconfig.json", "package.json"])
      await copyFile(path.join(root, name), path.join(folder, name));
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    const [command, ...args] = steps.find(({ name }) => name === "imports")?.argv ?? [""];
    return (await run(command, args, { cwd: folder, okCodes: [0, 1, 2, 3] })).all;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("imports that point one way are no violation", async (t) => {
  const good = { "harness/run/a.ts": 'import "../host/b.ts";\n', "harness/host/b.ts": "export {};\n" };
  t.regex(await said(good), /no dependency violations/);
});

test("an import from a room below is named with its file and its rule, a type's too", async (t) => {
  const back = {
    "harness/host/a.ts": 'import type { B } from "../run/b.ts";\nexport type A = B;\n',
    "harness/run/b.ts": "export type B = 1;\n",
  };
  t.regex(await said(back), /harness\/host: only rooms above it: harness\/host\/a\.ts → harness\/run\/b\.ts/);
});

test("rooms of one level do not know each other", async (t) => {
  const beside = { "harness/series/a.ts": 'import "../klog/b.ts";\n', "harness/klog/b.ts": "export {};\n" };
  t.regex(await said(beside), /harness\/series: only rooms above it/);
});

test("a circle is found inside a room as well", async (t) => {
  const circle = { "harness/host/a.ts": 'import "./b.ts";\n', "harness/host/b.ts": 'import "./a.ts";\n' };
  t.regex(await said(circle), /no circle: harness\/host\/[ab]\.ts/);
});

test("a report computes nothing: it imports records alone", (t) =>
  said({ "harness/report/a.ts": 'import "../verdict/b.ts";\n', "harness/verdict/b.ts": "export {};\n" }).then((text) =>
    t.regex(text, /harness\/report: renders a record and computes nothing: harness\/report\/a\.ts/),
  ));

test("lab/ imports nothing but itself", async (t) => {
  const impure = { "lab/a.ts": 'import "../harness/host/b.ts";\n', "harness/host/b.ts": "export {};\n" };
  t.regex(await said(impure), /lab\/: imports nothing but itself/);
});

// SPDX-License-Identifier: GPL-2.0-only
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { folderWith } from "../kernel/testing.ts";
import { readSeries } from "../series/read.ts";
import { withLabDriver } from "./lab-driver.ts";
import type { RunOptions } from "./options.ts";

/** A patch that changes one line of a file. */
const change = (file: string, from: string, to: string): string =>
  `Subject: [PATCH] change ${file}\n---\ndiff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -1,3 +1,3 @@\n one\n-${from}\n+${to}\n three\n`;

const files = {
  "tree/a.c": "one\ntwo\nthree\n",
  "tree/b.c": "one\ntwo\nthree\n",
  "driver/0001-a.patch": change("a.c", "two", "given"),
  "fits/0001-b.patch": change("b.c", "two", "2"),
  "conflicts/0001-a.patch": change("a.c", "two", "2"),
  "unfit/0001-a.patch": change("a.c", "nothing like it", "2"),
};

async function prepareRun(t: ExecutionContext, patch: string, base?: string): Promise<RunOptions> {
  const folder = await folderWith(t, files);
  const at = async (name: string) => readSeries(path.join(folder, name));
  const asked = {
    source: { kind: "tree", path: path.join(folder, "tree") },
    series: await at(patch),
    baseSeries: base === undefined ? undefined : await at(base),
    choice: { files: [], machines: { quick: [], default: [], full: [] }, labDriver: true },
    choose: { specs: [], labDriver: { series: path.join(folder, "driver"), driver: "mine" } },
  } as unknown as RunOptions;
  const source = { folder: path.join(folder, "tree"), label: "tree", key: "", origin: "", version: "6.12" };
  return withLabDriver(asked, async () => source);
}

const subjects = ({ baseSeries }: RunOptions): readonly string[] =>
  baseSeries?.patches.map(({ subject }) => subject) ?? [];

test("the lab's own driver is on both sides, and that is said", async (t) => {
  const options = await prepareRun(t, "fits");
  t.deepEqual(subjects(options), ["change a.c"]);
  t.true(options.choice?.labDriver);
  t.deepEqual(options.notes, ["mine is on both sides: its specs test what the patch changes."]);
});

test("a patch that conflicts with it is tested without, and that is said", async (t) => {
  const options = await prepareRun(t, "conflicts");
  t.deepEqual(subjects(options), []);
  t.false(options.choice?.labDriver);
  t.regex(options.notes?.[0] ?? "", /^Tested without mine: the patch does not apply on top/);
});

test("what applies nowhere is told of the kernel as it is; who has typed the driver has it once", async (t) => {
  t.deepEqual(subjects(await prepareRun(t, "unfit")), []);
  t.deepEqual(subjects(await prepareRun(t, "fits", "driver")), ["change a.c"]);
});

// SPDX-License-Identifier: GPL-2.0-only
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { folderWith } from "../kernel/testing.ts";
import { readSeries } from "../series/read.ts";
import { withEquipment } from "./equipment.ts";
import type { RunOptions } from "./options.ts";

/** A patch that changes one line of a file. */
const change = (file: string, from: string, to: string): string =>
  `Subject: [PATCH] change ${file}\n---\ndiff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -1,3 +1,3 @@\n one\n-${from}\n+${to}\n three\n`;

const files = {
  "tree/a.c": "one\ntwo\nthree\n",
  "tree/b.c": "one\ntwo\nthree\n",
  "equipment/0001-a.patch": change("a.c", "two", "equipped"),
  "fits/0001-b.patch": change("b.c", "two", "2"),
  "conflicts/0001-a.patch": change("a.c", "two", "2"),
  "unfit/0001-a.patch": change("a.c", "nothing like it", "2"),
};

async function equip(t: ExecutionContext, patch: string, base?: string): Promise<RunOptions> {
  const folder = await folderWith(t, files);
  const at = async (name: string) => readSeries(path.join(folder, name));
  const asked = {
    source: { kind: "tree", path: path.join(folder, "tree") },
    series: await at(patch),
    baseSeries: base === undefined ? undefined : await at(base),
    choice: { files: [], machines: { quick: [], default: [], full: [] }, equipment: true },
    choose: { specs: [], equipment: { series: path.join(folder, "equipment"), driver: "mine" } },
  } as unknown as RunOptions;
  const source = { folder: path.join(folder, "tree"), label: "tree", key: "", origin: "", version: "6.12" };
  return withEquipment(asked, async () => source);
}

const subjects = ({ baseSeries }: RunOptions): readonly string[] =>
  baseSeries?.patches.map(({ subject }) => subject) ?? [];

test("the lab's own driver is on both sides, and that is said", async (t) => {
  const options = await equip(t, "fits");
  t.deepEqual(subjects(options), ["change a.c"]);
  t.true(options.choice?.equipment);
  t.deepEqual(options.notes, ["mine is on both sides, as test equipment."]);
});

test("a patch that conflicts with it is tested without, and that is said", async (t) => {
  const options = await equip(t, "conflicts");
  t.deepEqual(subjects(options), []);
  t.false(options.choice?.equipment);
  t.regex(options.notes?.[0] ?? "", /^Tested without mine as test equipment: the patch conflicts/);
});

test("what conflicts anyway is no matter of the equipment; who has typed it has it once", async (t) => {
  t.true((await equip(t, "unfit")).choice?.equipment);
  t.deepEqual(subjects(await equip(t, "fits", "equipment")), ["change a.c"]);
});

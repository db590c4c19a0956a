// SPDX-License-Identifier: GPL-2.0-only
// What a configuration says, and what is typed over it.
import path from "node:path";
import test from "ava";
import { folderWith } from "../kernel/testing.ts";
import { readRunOptions } from "./arguments.ts";

const patch = `Subject: a

diff --git a/lib/a.c b/lib/a.c
--- a/lib/a.c
+++ b/lib/a.c
@@ -1 +1 @@
-int a;
+int b;
`;

test("without patches one side is run: the kernel as it is", async (t) => {
  const folder = await folderWith(t, { "msixlab.config.json": '{"kernel": "6.1", "parameters": ["quiet"]}' });
  const file = path.join(folder, "msixlab.config.json");
  const { filters, series, settings, source, reproduce } = await readRunOptions({ config: file });
  t.deepEqual(source, { kind: "distribution", version: "6.1" });
  t.deepEqual(filters.sides, ["base"]);
  t.deepEqual(series.patches, []);
  t.deepEqual(settings, { fragments: [], tools: {}, parameters: ["quiet"], userland: [] });
  t.deepEqual(reproduce, ["--config", file]);
});

test("what is typed goes before what the file says, and is what is typed again", async (t) => {
  const said = { kernel: "6.1", series: "own", specs: "specs" };
  const folder = await folderWith(t, {
    "msixlab.config.json": JSON.stringify(said),
    "own/0001-a.patch": patch,
    "other.patch": patch.replace("Subject: a", "Subject: other"),
    "specs/x": "",
  });
  const config = path.join(folder, "msixlab.config.json");
  t.is((await readRunOptions({ config })).series.patches[0]?.subject, "a");
  const typed = { config, series: path.join(folder, "other.patch"), kernel: ["6.12"] };
  const { series, source, specs, reproduce, filters } = await readRunOptions(typed);
  t.is(series.patches[0]?.subject, "other");
  t.deepEqual(source, { kind: "distribution", version: "6.12" });
  t.deepEqual(specs, [path.join(folder, "specs")]);
  t.is(filters.sides, undefined);
  t.deepEqual(reproduce, ["--kernel", "6.12", "--config", config, "--series", typed.series]);
});

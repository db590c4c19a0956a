// SPDX-License-Identifier: GPL-2.0-only
import path from "node:path";
import test from "ava";
import { UsageError } from "../host/errors.ts";
import { folderWith } from "../kernel/testing.ts";
import { listSpecFiles } from "./files.ts";

test("spec files are those of the folder and of the folders in it; order.json says which come first", async (t) => {
  const folder = await folderWith(t, {
    "order.json": '["life", "bind"]',
    ...{ "a.spec.ts": "", "driver/bind.spec.ts": "", "net/life.spec.ts": "", "driver/verbs.ts": "" },
    ...{ "node_modules/x/x.spec.ts": "", ".old/bind.spec.ts": "" },
  });
  const found = listSpecFiles(folder).map((file) => path.relative(folder, file));
  t.deepEqual(found, ["net/life.spec.ts", "driver/bind.spec.ts", "a.spec.ts"]);
});

test("a folder without spec files, or none at all, is bad input", async (t) => {
  const folder = await folderWith(t, { "verbs.ts": "" });
  t.throws(() => listSpecFiles(folder), { instanceOf: UsageError, message: /no \*\.spec\.ts file there/ });
  t.throws(() => listSpecFiles(path.join(folder, "nothing")), { instanceOf: UsageError, message: /ENOENT/ });
});

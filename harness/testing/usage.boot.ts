// SPDX-License-Identifier: GPL-2.0-only
// Bad input: one clear message, the right exit code, no stack trace.
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

test("a series that does not exist", async (t) => {
  clear(t, await runLab(["--series", "/nonexistent"]), 2, /no series at \/nonexistent/);
});

test("an option that does not exist", async (t) => {
  clear(t, await runLab(["--devise", "igb"]), 2, /unknown option/);
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
  clear(t, await runLab(["bisect"]), 2, /--spec names a spec, --splat a complaint/);
  const one = "harness/testing/mutants/killed.patch";
  clear(
    t,
    await runLab(["bisect", "--series", one, "--spec", "vectors"]),
    2,
    /has one patch: there is nothing to bisect/,
  );
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

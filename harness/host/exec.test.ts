// SPDX-License-Identifier: GPL-2.0-only
// A child that is told to end ends with all that it started, and whoever waits for it does not wait for more than that.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { hostLoad } from "./deadline.ts";
import { run, type RunOptions } from "./exec.ts";
import { eventually, processesWith } from "../testing/lab.ts";

/** A folder whose name marks the processes of a test. */
async function markedFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-exec-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a shell script, calls it off once it has written `ready`, and gives how long that took. */
async function calledOff(t: ExecutionContext, folder: string, script: string, options: RunOptions = {}) {
  const off = new AbortController();
  const running = run("sh", ["-c", script, folder], { cwd: folder, signal: off.signal, ...options });
  running.catch(() => undefined);
  await eventually("the script at work", 30_000, () => (existsSync(path.join(folder, "ready")) ? true : undefined));
  const at = performance.now();
  off.abort(new Error("called off"));
  await t.throwsAsync(running, { message: "called off" });
  return performance.now() - at;
}

const gone = (folder: string): Promise<true> =>
  eventually(`the end of ${processesWith(folder).join("; ")}`, 10_000, () =>
    processesWith(folder).length === 0 ? true : undefined,
  );

test("a make under a shell under a make ends with them", async (t) => {
  const folder = await markedFolder(t);
  // As kbuild calls itself: the upper make knows of the shell alone.
  await writeFile(
    path.join(folder, "Makefile"),
    `all:\n\t$(MAKE) -f ${folder}/Makefile inner && true\ninner:\n\t@touch ready; tail -f ${folder}/ready; true\n`,
  );
  const took = await calledOff(t, folder, `make -f ${folder}/Makefile all`);
  t.true(took < 1500 * hostLoad(), `it took ${took} ms`);
  await gone(folder);
});

test("what ignores TERM is killed", async (t) => {
  const folder = await markedFolder(t);
  const took = await calledOff(t, folder, `trap '' TERM; touch ready; while :; do sleep 0.1; done`);
  t.true(took < 2500 * hostLoad(), `it took ${took} ms`);
  await gone(folder);
});

test("who left the group with the pipe in its hand is not waited for", async (t) => {
  const folder = await markedFolder(t);
  const took = await calledOff(t, folder, `setsid sh -c 'echo $$ > pid; touch ready; exec sleep 600' & wait`, {
    onLine: () => undefined,
  });
  t.teardown(async () =>
    process.kill(Number(await readFile(path.join(folder, "pid"), "utf8").catch(() => "0")), "SIGKILL"),
  );
  t.true(took < 2500 * hostLoad(), `it took ${took} ms`);
});

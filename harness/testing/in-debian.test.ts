// SPDX-License-Identifier: GPL-2.0-only
// .github/in-debian.mjs, with a docker and a sudo that write down what they are told.
import { spawn } from "node:child_process";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { root } from "../host/paths.ts";
import { folderWith } from "../kernel/testing.ts";

interface Ended {
  readonly code: number | null;
  /** What each program was told: its name, then its words. */
  readonly calls: readonly (readonly string[])[];
  readonly folder: string;
}

/** Runs the script in a folder with a blank in its name; `docker` is what docker does. */
async function inDebian(
  t: ExecutionContext,
  args: readonly string[],
  docker = "exit 0",
  act: (child: ReturnType<typeof spawn>, log: string) => Promise<void> = () => Promise.resolve(),
): Promise<Ended> {
  const folder = path.join(await folderWith(t, {}), "a checkout");
  const [bin, log] = [path.join(folder, "bin"), path.join(folder, "log")];
  await mkdir(bin, { recursive: true });
  await writeFile(log, "");
  const record = `#!/bin/sh\nfor word in "$(basename "$0")" "$@"; do printf '%s\\0' "$word"; done >>"$LOG"; echo >>"$LOG"\n`;
  for (const [name, then] of Object.entries({ docker, sudo: "exit 0" })) {
    await writeFile(path.join(bin, name), `${record}${then}\n`);
    await chmod(path.join(bin, name), 0o755);
  }
  const env = {
    PATH: `${bin}:${process.env["PATH"]}`,
    HOME: folder,
    LOG: log,
    MSIXLAB_CACHE: path.join(folder, "cache"),
  };
  const script = path.join(root, ".github/in-debian.mjs");
  const child = spawn(script, args, { cwd: folder, env, stdio: "ignore", detached: true });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  await act(child, log);
  const code = await ended;
  const lines = (await readFile(log, "utf8")).split("\0\n").filter((line) => line !== "");
  // What /dev/kvm of this host is like is not what is tested.
  const calls = lines.map((line) => line.split("\0")).filter(([, first]) => first !== "-n");
  return { code, calls, folder };
}

test("the command runs in the container as it is, and the checkout, the cache and what is asked for are there", async (t) => {
  const odd = ["npm", "run", "lab", "--", "--side", "it's $(touch /tmp/x)", ""];
  const volumes = ["--volume", "/a b:/a b:ro", "--volume", "/c:/d"];
  const { code, calls, folder } = await inDebian(t, [...volumes, "--", "node:20-bookworm", ...odd]);
  t.is(code, 0);
  const [[name, ...words] = [], [, ...chown] = []] = calls;
  t.deepEqual([name, ...words.slice(0, 5)], ["docker", "run", "--rm", "--init", "--workdir", folder]);
  t.deepEqual(words.slice(words.indexOf("node:20-bookworm") + 1), odd);
  const after = (option: string): string[] => words.filter((_, at) => words[at - 1] === option);
  const cache = path.join(folder, "cache");
  t.deepEqual(after("--volume"), [`${folder}:${folder}`, `${cache}:${cache}`, "/a b:/a b:ro", "/c:/d"]);
  t.true(after("--env").includes(`GIT_CONFIG_VALUE_0=${folder}`));
  t.deepEqual(after("--device"), existsSync("/dev/kvm") ? ["/dev/kvm"] : []);
  t.deepEqual(chown.slice(2), [`${process.getuid?.()}:${process.getgid?.()}`, folder, cache, "/c"]);
});

test("its exit code is the command's, and files are given back nevertheless", async (t) => {
  const { code, calls } = await inDebian(t, ["image", "false"], "exit 4");
  t.is(code, 4);
  t.deepEqual(
    calls.map(([name]) => name),
    ["docker", "sudo"],
  );
});

test("ended from outside, it waits for the container and gives files back", async (t) => {
  const docker = "trap 'exit 130' TERM; while :; do sleep 0.1; done";
  const { code, calls } = await inDebian(t, ["image", "true"], docker, async (child, log) => {
    while (!(await readFile(log, "utf8")).includes("docker")) await new Promise((resolve) => setTimeout(resolve, 50));
    // As timeout(1) and a terminal do it: to the whole group.
    process.kill(-(child.pid ?? NaN), "SIGTERM");
  });
  t.is(code, 130);
  t.deepEqual(
    calls.map(([name]) => name),
    ["docker", "sudo"],
  );
});

test("without a command it says what it wants", async (t) => {
  t.is((await inDebian(t, ["image"])).code, 2);
});

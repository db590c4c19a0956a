#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0-only
// @ts-check
// in-debian.mjs [--volume FROM:TO[:ro]]… [--] IMAGE COMMAND…: runs a command in a Debian container with this checkout in
// it. Every runner, whatever its own distribution, then has the QEMU, compiler and kernel source that the lab is
// developed with. /dev/kvm is handed in where the runner has one: a workflow's `container:` cannot ask that question, and
// fails where there is none.
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { $ } from "zx/core";

const { env } = process;
const [args, here] = [process.argv.slice(2), process.cwd()];

/** @type {string[]} */
const volumes = [];
while (args[0] === "--volume") volumes.push(...args.splice(0, 2).slice(1));
if (args[0] === "--") args.shift();
const [image, ...command] = args;
if (image === undefined || command.length === 0) {
  console.error("usage: in-debian.mjs [--volume FROM:TO[:ro]]… [--] IMAGE COMMAND…");
  process.exit(2);
}

const cache = env["MSIXLAB_CACHE"] || path.join(os.homedir(), ".cache/msixlab");
await mkdir(cache, { recursive: true });
const summary = env["GITHUB_STEP_SUMMARY"];
const all = [`${here}:${here}`, `${cache}:${cache}`, ...(summary ? [`${summary}:${summary}`] : []), ...volumes];
/** @type {Record<string, string>} */
const own = {
  MSIXLAB_CACHE: cache,
  CI: "true",
  // The checkout belongs to the runner's user, and git refuses what belongs to somebody else.
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: "safe.directory",
  GIT_CONFIG_VALUE_0: here,
};
const passed = ["GITHUB_ACTIONS", ...(summary ? ["GITHUB_STEP_SUMMARY"] : [])];

// In the script's own group, and with its terminal: whoever ends the script's group ends the container, too.
const say = $({ stdio: "inherit", detached: false });
// Then what is in the way of the runner's user is still put right.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);

await say`${path.join(import.meta.dirname, "kvm")}`;
const options = [
  ...all.flatMap((volume) => ["--volume", volume]),
  ...[...Object.entries(own).map(([name, value]) => `${name}=${value}`), ...passed].flatMap((one) => ["--env", one]),
  ...(existsSync("/dev/kvm") ? ["--device", "/dev/kvm"] : []),
];
const { exitCode } = await say`docker run --rm --init --workdir ${here} ${options} ${image} ${command}`.nothrow();

// The container's root leaves files that are root's; caches and artifacts are packed by the runner's user.
const written = volumes.filter((volume) => !volume.endsWith(":ro")).map((volume) => volume.split(":", 1)[0] ?? volume);
const { uid, gid } = os.userInfo();
const chown = await say`sudo chown -R ${`${uid}:${gid}`} ${[here, cache, ...written]}`.nothrow();
process.exitCode = exitCode || chown.exitCode || 0;

// SPDX-License-Identifier: GPL-2.0-only
// `--version`: what a report of a fault in the lab should say.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { run } from "../host/exec.ts";
import { findCommand } from "../host/find.ts";
import { root } from "../host/paths.ts";
import { qemuBinary } from "../setup/ensure.ts";

/** True if a command line asks for the versions. */
export function isVersion([first]: readonly string[]): boolean {
  return first === "--version" || first === "-V";
}

/** One line each for the lab and its commit, Node and QEMU. */
export async function versions(qemu = qemuBinary()): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as { version: string };
  return [`msixlab ${version} (${await commit()})`, `Node ${process.version}`, await qemuVersion(qemu)].join("\n");
}

/** `44f2c1a8d3b0, modified`. */
async function commit(): Promise<string> {
  const git = ["-c", "safe.directory=*", "-C", root, "describe", "--always", "--exclude=*", "--abbrev=12", "--dirty"];
  const said = await run("git", git).catch(() => undefined);
  const [, id, dirty] = /^([0-9a-f]+)(-dirty)?$/.exec(said?.stdout.trim() ?? "") ?? [];
  return id === undefined ? "no git checkout" : `commit ${id}${dirty === undefined ? "" : ", modified"}`;
}

async function qemuVersion(qemu: string): Promise<string> {
  const file = findCommand(qemu);
  if (file === undefined) return `QEMU not found (${qemu})`;
  const said = await run(file, ["--version"]).catch(() => undefined);
  return `QEMU ${/version (\S+)/.exec(said?.stdout ?? "")?.[1] ?? "does not say its version"} (${file})`;
}

// SPDX-License-Identifier: GPL-2.0-only
// Package files become a file system that is only read: unpacked in a folder, nothing configured, no script run.
import { mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import { $ } from "zx";
import { abortSignal, run } from "../../host/exec.ts";

/** Debian's own merge of /usr (usrmerge): packages that still bring /bin/ip land beside the others. */
const merged = ["bin", "sbin", "lib", "lib64"];

/** Where the guest mounts what it has: its processes, devices and a place to write. */
const mountPoints = ["proc", "sys", "dev", "run", "tmp"];

/** Nobody reads them there. */
const leftOut = ["doc", "man", "info", "locale", "lintian", "bash-completion"].map((name) => `./usr/share/${name}`);

/** All that makes another volume of the same package files. */
export const recipe = JSON.stringify({ merged, mountPoints, leftOut });

/** Unpacks package files into a new folder. */
export async function unpack(archives: readonly string[], tree: string, signal?: AbortSignal): Promise<void> {
  for (const name of merged) await mkdir(path.join(tree, "usr", name), { recursive: true });
  for (const name of merged) await symlink(`usr/${name}`, path.join(tree, name));
  const excluded = leftOut.map((name) => `--exclude=${name}`);
  const quietly = $({ quiet: true, signal: abortSignal(signal), cwd: tree });
  for (const archive of archives)
    await quietly`dpkg-deb --fsys-tarfile ${archive} | tar -x --keep-directory-symlink --no-same-owner ${excluded}`;
  for (const name of mountPoints) await mkdir(path.join(tree, name), { recursive: true });
}

/** A file system image of a folder: root's, without times, so that equal folders make equal images. */
export async function makeVolume(tree: string, out: string, signal?: AbortSignal): Promise<void> {
  const uuid = ["-U", "00000000-0000-0000-0000-000000000000"];
  await run("mkfs.erofs", ["-d0", "-T0", "--all-root", ...uuid, out, tree], { signal });
}

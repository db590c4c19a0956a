// SPDX-License-Identifier: GPL-2.0-only
import { readFile } from "node:fs/promises";
import path from "node:path";
import test from "ava";
import { LabError, UsageError } from "../host/errors.ts";
import { root } from "../host/paths.ts";
import { collect } from "./collect.ts";
import { parseManifest } from "./manifest.ts";

test("every kind of line", (t) => {
  const text = `
    # a comment
    dir /tmp 1777
    node /dev/console 600 c 5 1   # and one behind an entry
    link /bin/sh busybox
    file /init 755 images/init
    program /bin/busybox 755 /bin/busybox busybox-static
    applets /bin/busybox /bin/busybox
    tool /usr/bin/labtool images/tools`;
  t.deepEqual(parseManifest(text), [
    { kind: "dir", path: "tmp", mode: 0o1777 },
    { kind: "node", path: "dev/console", mode: 0o600, major: 5, minor: 1 },
    { kind: "link", path: "bin/sh", target: "busybox" },
    { kind: "file", path: "init", mode: 0o755, source: "images/init" },
    { kind: "program", path: "bin/busybox", mode: 0o755, source: "/bin/busybox", package: "busybox-static" },
    { kind: "applets", path: "bin/busybox", source: "/bin/busybox" },
    { kind: "tool", path: "usr/bin/labtool", source: "images/tools" },
  ]);
});

const mistakes: readonly (readonly [string, RegExp])[] = [
  ["copy /a b", /^m:1: copy is none of dir, node/],
  ["\ndir tmp 755", /^m:2: the guest's path must start with \//],
  ["dir /tmp", /^m:1: expected: dir \/PATH MODE$/],
  ["dir /tmp rwx", /^m:1: rwx is no mode/],
  ["node /dev/sda 600 b 8 0", /^m:1: only character devices/],
  ["dir /tmp 755\ndir /tmp 700", /^m:2: \/tmp is there already/],
];
for (const [text, message] of mistakes) {
  test(`a mistake is named with its line: ${JSON.stringify(text)}`, (t) => {
    t.throws(() => parseManifest(text, "m"), { instanceOf: UsageError, message });
  });
}

test("a program that the host lacks is an error of the lab that names the package", async (t) => {
  const manifest = parseManifest("program /bin/x 755 /nowhere/x some-package");
  const error = await t.throwsAsync(collect(manifest, root), { instanceOf: LabError, message: /needs \/nowhere\/x/ });
  t.is((error as LabError).hint, "apt-get install some-package");
});

test("the manifest that ships makes sense, and each file that it takes from the checkout is there", async (t) => {
  const manifest = parseManifest(await readFile(path.join(root, "images/manifest"), "utf8"));
  const { entries } = await collect(
    manifest.filter((line) => line.kind === "file"),
    root,
  );
  t.true(entries.some((entry) => entry.path === "init" && entry.kind === "file" && entry.mode === 0o755));
});

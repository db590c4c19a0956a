// SPDX-License-Identifier: GPL-2.0-only
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "ava";
import { run } from "../host/exec.ts";
import { cpio, withParents, type Entry } from "./cpio.ts";

const entries: readonly Entry[] = withParents([
  { kind: "file", path: "etc/dropbear/key", mode: 0o600, content: Buffer.from("secret") },
  { kind: "file", path: "init", mode: 0o755, content: Buffer.from("#!/bin/sh\n") },
  { kind: "file", path: "empty", mode: 0o644, content: Buffer.alloc(0) },
  { kind: "link", path: "bin/sh", target: "busybox" },
  { kind: "directory", path: "tmp", mode: 0o1777 },
  { kind: "device", path: "dev/console", mode: 0o600, major: 5, minor: 1 },
]);

test("cpio(1) lists what was packed: type, mode, owner, size, device, target", async (t) => {
  const { stdout } = await run("cpio", ["--list", "--verbose", "--numeric-uid-gid", "--quiet"], {
    input: cpio(entries),
    env: { TZ: "UTC", LC_ALL: "C" },
  });
  const lines = stdout.trimEnd().split("\n");
  t.deepEqual(
    lines.map((line) => line.replace(/\s+/g, " ")),
    [
      "drwxr-xr-x 2 0 0 0 Jan 1 1970 bin",
      "lrwxrwxrwx 1 0 0 7 Jan 1 1970 bin/sh -> busybox",
      "drwxr-xr-x 2 0 0 0 Jan 1 1970 dev",
      "crw------- 1 0 0 5, 1 Jan 1 1970 dev/console",
      "-rw-r--r-- 1 0 0 0 Jan 1 1970 empty",
      "drwxr-xr-x 2 0 0 0 Jan 1 1970 etc",
      "drwxr-xr-x 2 0 0 0 Jan 1 1970 etc/dropbear",
      "-rw------- 1 0 0 6 Jan 1 1970 etc/dropbear/key",
      "-rwxr-xr-x 1 0 0 10 Jan 1 1970 init",
      "drwxrwxrwt 2 0 0 0 Jan 1 1970 tmp",
    ],
  );
});

test("cpio(1) unpacks the contents that were packed", async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), "msixlab-cpio-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const regular = entries.filter((entry) => entry.kind !== "device");
  await run("cpio", ["--extract", "--quiet"], { cwd: folder, input: cpio(regular) });
  t.is(await readFile(path.join(folder, "etc/dropbear/key"), "utf8"), "secret");
  t.is(await readFile(path.join(folder, "init"), "utf8"), "#!/bin/sh\n");
  t.is(await readFile(path.join(folder, "empty"), "utf8"), "");
});

test("the same entries give the same bytes, whatever their order was", (t) => {
  t.deepEqual(cpio(withParents([...entries].reverse())), cpio(entries));
});

test("an archive's length is a multiple of four: another one can follow", (t) => {
  for (let length = 0; length < 5; length++) {
    const content = Buffer.alloc(length);
    t.is(cpio([{ kind: "file", path: "x".repeat(length + 1), mode: 0o644, content }]).length % 4, 0);
  }
});

test("a parent comes before what is in it, and one that is named keeps its mode", (t) => {
  const named = withParents([
    { kind: "file", path: "root/.ssh/keys", mode: 0o600, content: Buffer.alloc(0) },
    { kind: "directory", path: "root", mode: 0o700 },
  ]);
  t.deepEqual(
    named.map((entry) => [entry.path, entry.kind === "directory" ? entry.mode : undefined]),
    [
      ["root", 0o700],
      ["root/.ssh", 0o755],
      ["root/.ssh/keys", undefined],
    ],
  );
});

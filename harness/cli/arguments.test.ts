// SPDX-License-Identifier: GPL-2.0-only
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { UsageError } from "../errors.ts";
import { kernelSourceOf, runOptionsOf } from "./arguments.ts";

test("two numbers are a version of the distribution's, and 6.12 is the default", (t) => {
  t.deepEqual(kernelSourceOf({}), { kind: "distribution", version: "6.12" });
  t.deepEqual(kernelSourceOf({ kernel: "6.1" }), { kind: "distribution", version: "6.1" });
});

test("a tarball needs its sum; a folder needs to be a kernel", async (t) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-arguments-"));
  const tarball = path.join(folder, "linux.tar.xz");
  await writeFile(tarball, "");
  t.throws(() => kernelSourceOf({ kernel: tarball }), { instanceOf: UsageError, message: /needs --sha256/ });
  t.deepEqual(kernelSourceOf({ kernel: tarball, sha256: "AB" }), { kind: "tarball", location: tarball, sha256: "ab" });
  t.throws(() => kernelSourceOf({ kernel: folder }), { instanceOf: UsageError, message: /no Kconfig in it/ });
  await writeFile(path.join(folder, "Kconfig"), "");
  t.deepEqual(kernelSourceOf({ kernel: folder }), { kind: "tree", path: folder });
  await rm(folder, { recursive: true });
});

test("a URL needs its sum as well", (t) => {
  t.throws(() => kernelSourceOf({ kernel: "https://kernel.example/linux.tar.xz" }), { instanceOf: UsageError });
});

for (const jobs of ["0", "-1", "many", "1.5"])
  test(`--jobs ${jobs} is refused`, async (t) => {
    await t.throwsAsync(runOptionsOf({ jobs }), { instanceOf: UsageError, message: /a number from 1 up/ });
  });

test("to do it again takes what makes the kernels what they are, and not where results go", async (t) => {
  const { reproduce, command } = await runOptionsOf({ kernel: "6.1", out: "/tmp/x", qemu: "/q" }, ["--kernel", "6.1"]);
  t.deepEqual(reproduce, ["--kernel", "6.1", "--qemu", "/q"]);
  t.is(command, "npm run lab -- --kernel 6.1");
});

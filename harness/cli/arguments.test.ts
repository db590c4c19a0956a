// SPDX-License-Identifier: GPL-2.0-only
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { Command } from "@commander-js/extra-typings";
import { UsageError } from "../host/errors.ts";
import { readRunOptions } from "./arguments.ts";
import { addFilters, addRunning } from "./options.ts";
import type { RawOptions } from "./raw-options.ts";
import { defaultKernel, parseKernelSource } from "./kernels.ts";

test("two numbers are a version of the distribution's, and 6.12 is the default", (t) => {
  t.deepEqual(parseKernelSource(defaultKernel), { kind: "distribution", version: "6.12" });
  t.deepEqual(parseKernelSource("6.1"), { kind: "distribution", version: "6.1" });
});

test("a tarball needs its sum; a folder needs to be a kernel", async (t) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-arguments-"));
  const tarball = path.join(folder, "linux.tar.xz");
  await writeFile(tarball, "");
  t.throws(() => parseKernelSource(tarball), { instanceOf: UsageError, message: /needs --sha256/ });
  t.deepEqual(parseKernelSource(tarball, { sha256: "AB" }), { kind: "tarball", location: tarball, sha256: "ab" });
  t.throws(() => parseKernelSource(folder), { instanceOf: UsageError, message: /it has no Kconfig/ });
  await writeFile(path.join(folder, "Kconfig"), "");
  t.deepEqual(parseKernelSource(folder), { kind: "tree", path: folder });
  await rm(folder, { recursive: true });
});

test("a URL needs its sum as well", (t) => {
  t.throws(() => parseKernelSource("https://kernel.example/linux.tar.xz"), { instanceOf: UsageError });
});

/** What commander makes of what is typed: the options, or what it says against them. */
function parse(...typed: readonly string[]): RawOptions {
  const command = addRunning(addFilters(new Command().exitOverride().configureOutput({ writeErr: () => undefined })));
  return command.parse(typed, { from: "user" }).opts();
}

for (const [option, value, told] of [
  ...["0", "-1", "many", "1.5"].map((jobs) => ["--jobs", jobs, /must be a number, 1 or more/] as const),
  ["--repeat", "0", /must be a number, 1 or more/],
  ["--kunit", "a b", /must be part of a suite's name/],
] as const)
  test(`${option} ${value} is refused`, (t) => {
    t.throws(() => parse(`${option}=${value}`), { message: told });
  });

test("numbers are numbers once they are parsed", (t) => {
  t.like(parse("--jobs", "3", "--repeat", "2", "--kunit", "resource*"), { jobs: 3, repeat: 2, kunit: "resource*" });
});

test("to do it again takes what makes the kernels what they are, and not where results go", async (t) => {
  const { reproduce, command } = await readRunOptions({ kernel: ["6.1"], out: "/tmp/x", qemu: "/q" }, [
    "--kernel",
    "6.1",
  ]);
  t.deepEqual(reproduce, ["--kernel", "6.1", "--qemu", "/q"]);
  t.is(command, "npm run lab -- --kernel 6.1");
});

test("of several kernels each has its name, the series that is made for it, and cells", async (t) => {
  const { targets = [], source, filters, series } = await readRunOptions({ kernel: ["6.1", "6.12"], qemu: "/q" });
  t.deepEqual(source, { kind: "distribution", version: "6.1" });
  t.deepEqual(
    targets.map((line) => [line.name, path.basename(line.series.path), line.reproduce.slice(0, 2)]),
    [
      ["6.1", "6.1", ["--kernel", "6.1"]],
      ["6.12", "series", ["--kernel", "6.12"]],
    ],
  );
  t.deepEqual(filters.kernels, ["6.1", "6.12"]);
  t.true(targets.every((line) => line.series.name === series.name && line.series.patches.length === 4));
});

test("one kernel has no name: nothing is told apart", async (t) => {
  const { targets, filters } = await readRunOptions({ kernel: ["6.1"] });
  t.is(targets, undefined);
  t.is(filters.kernels, undefined);
});

test("two kernels of one name are refused, and a cell of a kernel that is not asked for", async (t) => {
  await t.throwsAsync(readRunOptions({ kernel: ["6.1", "6.1"] }), {
    instanceOf: UsageError,
    message: /6\.1 is given twice/,
  });
  const cell = ["patched/igb/iommu-off@6.6"];
  await t.throwsAsync(readRunOptions({ kernel: ["6.1", "6.12"], cell }), { message: /no such cell/ });
  t.deepEqual((await readRunOptions({ kernel: ["6.1", "6.12"], cell: ["patched/igb/iommu-off@6.1"] })).filters.ids, [
    "patched/igb/iommu-off@6.1",
  ]);
});

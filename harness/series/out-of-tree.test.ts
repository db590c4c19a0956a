// SPDX-License-Identifier: GPL-2.0-only
// A driver from outside the tree, put into one: with git's own tools on real files.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { UsageError } from "../host/errors.ts";
import { run } from "../host/exec.ts";
import { folderWith } from "../kernel/testing.ts";
import { applySeries } from "./overlay.ts";
import { joinSeries } from "./read.ts";
import { takeOutOfTree, type Taken } from "./take.ts";

/** The head of drivers/Makefile, as Linux has had it since 4.15. */
const makefile = `# SPDX-License-Identifier: GPL-2.0
#
# Makefile for the Linux kernel device drivers.
#
# 15 Sep 2000, Christoph Hellwig <hch@infradead.org>

obj-y\t\t\t\t+= irqchip/
`;

const kbuild = "obj-m += gadget.o\n";

/** What the kernel's tree has of a driver afterwards. */
async function applied(t: ExecutionContext, ...parts: readonly (Taken | undefined)[]): Promise<Record<string, string>> {
  const linux = await folderWith(t, { "drivers/Makefile": makefile });
  const series = parts.map((part) => part?.series).reduce(joinSeries);
  if (series === undefined) return {};
  const overlay = await applySeries(linux, series, "linux");
  return Object.fromEntries(
    [...overlay].map(([name, entry]) => [name, entry.kind === "file" ? String(entry.bytes) : ""]),
  );
}

const hooked = makefile.replace("drivers.\n", "drivers.\nobj-m += external/gadget/\n");

/** A folder called `gadget` with these files in it. */
async function driver(t: ExecutionContext, files: Readonly<Record<string, string>>): Promise<string> {
  const entries = Object.entries(files).map(([name, text]) => [`gadget/${name}`, text] as const);
  return path.join(await folderWith(t, Object.fromEntries(entries)), "gadget");
}

test("a Kbuild folder is one patch that both adds it and has it built; what a build left is not in it", async (t) => {
  const folder = await driver(t, { Kbuild: kbuild, "gadget.c": "int gadget;\n", "gadget.o": "\0", "gadget.ko": "\0" });
  const { base, taken } = await takeOutOfTree(folder, { keep: path.join(folder, "../keep") });
  t.is(base, undefined);
  t.deepEqual(await applied(t, taken), {
    "drivers/Makefile": hooked,
    "drivers/external/gadget/Kbuild": kbuild,
    "drivers/external/gadget/gadget.c": "int gadget;\n",
  });
});

test("commits: both sides have the folder as it was, and each commit is a patch", async (t) => {
  const folder = await driver(t, { "src/Kbuild": kbuild, "src/gadget.c": "int gadget;\n", README: "not the driver\n" });
  const repository = path.dirname(folder);
  const git = async (...args: string[]): Promise<void> => {
    const who = ["-c", "user.name=A Developer", "-c", "user.email=dev@example.org"];
    await run("git", ["-C", repository, ...who, ...args]);
  };
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", ".");
  await git("commit", "--quiet", "-m", "gadget: begin");
  await git("mv", "gadget/src/gadget.c", "gadget/src/core.c");
  await writeFile(path.join(folder, "src/Kbuild"), "obj-m += gadget.o\ngadget-y := core.o\n");
  await git("commit", "--quiet", "-am", "gadget: rename the file");
  await writeFile(path.join(folder, "README"), "of no interest\n");
  await git("commit", "--quiet", "-am", "gadget: explain");

  const keep = path.join(repository, "../keep-of-gadget");
  t.teardown(() => rm(keep, { recursive: true, force: true }));
  const { base, taken } = await takeOutOfTree(`${path.join(folder, "src")}:HEAD~2..`, { keep });
  t.deepEqual(
    taken.series.patches.map(({ subject }) => subject),
    ["gadget: rename the file"],
  );
  const before = await applied(t, base);
  t.is(before["drivers/external/src/gadget.c"], "int gadget;\n");
  t.false(Object.keys(before).some((name) => name.endsWith("README")));
  const after = await applied(t, base, taken);
  t.is(after["drivers/external/src/core.c"], "int gadget;\n");
  t.is(after["drivers/external/src/gadget.c"], "");
});

test("a folder that cannot be built, and one that is not there, are bad input", async (t) => {
  const folder = await driver(t, { "gadget.c": "int gadget;\n" });
  const keep = path.join(folder, "../keep");
  await mkdir(keep);
  const none = await t.throwsAsync(takeOutOfTree(folder, { keep }), { instanceOf: UsageError });
  t.regex(none?.message ?? "", /neither a Kbuild file nor a Makefile/);
  const missing = await t.throwsAsync(takeOutOfTree(`${folder}/nothing`, { keep }), { instanceOf: UsageError });
  t.regex(missing?.hint ?? "", /commits of its repository/);
  await t.throwsAsync(readFile(path.join(keep, "anything")));
});

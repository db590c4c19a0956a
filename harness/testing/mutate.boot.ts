// SPDX-License-Identifier: GPL-2.0-only
// What `mutate` says of what it cannot try, and its exit codes; and that there is nothing of the kind among our mutants.
import path from "node:path";
import test from "ava";
import { defaultKernel, parseKernelSource } from "../cli/kernels.ts";
import { writeEntry } from "../host/files.ts";
import { sourceFolder } from "../kernel/index.ts";
import { applySeries } from "../series/overlay.ts";
import { readSeries } from "../series/read.ts";
import { folderWith } from "../kernel/testing.ts";
import { cacheRoot, root } from "../host/paths.ts";
import { withPatch } from "../experiments/patch-header.ts";
import { readMutants } from "../experiments/mutate/mutant.ts";
import { inFolder, runLab } from "./lab.ts";
import { mutate, mutants } from "./mutation.ts";

test("one that does not build is an error, with the compiler's words: exit code 2", async (t) => {
  await inFolder(async (out) => {
    const { code, output, record } = await mutate(out, "does-not-build");
    t.is(code, 2, output);
    t.is(record.mutants[0]?.status, "error");
    t.regex(record.mutants[0]?.why ?? "", /does not build[\s\S]*uio_msi\.c.*eventfd_wake_all/);
  });
});

test("a name that no mutant has is bad input, and what there is is listed", async (t) => {
  const { code, output } = await runLab(["mutate", "no-such", "--mutants", mutants]);
  t.is(code, 2, output);
  t.regex(output, /No mutant matches no-such\.[\s\S]*survives/);
});

test("each of our mutants applies to our series", async (t) => {
  const context = { cache: cacheRoot(), emit: () => undefined, jobs: 1 };
  const { folder: source } = await sourceFolder(parseKernelSource(defaultKernel), context);
  const series = await readSeries(path.join(root, "guest-kernel/series"));
  const patched = await folderWith(t, {});
  for (const [file, entry] of await applySeries(source, series, "the source"))
    await writeEntry(path.join(patched, file), entry);
  const ours = await readMutants(path.join(root, "guest-kernel/mutants"), []);
  t.true(ours.length > 0);
  for (const mutant of ours)
    await t.notThrowsAsync(applySeries(patched, withPatch({ ...series, patches: [] }, mutant), "the series"));
});

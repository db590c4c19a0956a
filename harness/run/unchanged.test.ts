// SPDX-License-Identifier: GPL-2.0-only
import test, { type ExecutionContext } from "ava";
import { readSeries } from "../series/read.ts";
import { folderWith } from "../kernel/testing.ts";
import type { Kernel } from "../kernel/types.ts";
import type { KernelName } from "./kernels.ts";
import { Gate } from "./unchanged.ts";

const names: readonly KernelName[] = [
  { side: "base", flavour: "plain" },
  { side: "patched", flavour: "plain" },
  { side: "base", flavour: "debug" },
  { side: "patched", flavour: "debug" },
];

/** Passes kernels, each with files of its own or those of another; gives what was queued after each, and the gate. */
async function pass(t: ExecutionContext, images: readonly (string | undefined)[], file = "Documentation/x.rst") {
  const patch = `--- /dev/null\n+++ b/${file}\n@@ -0,0 +1 @@\n+x\n`;
  const series = await readSeries(await folderWith(t, { "1.patch": patch }));
  let queued = 0;
  const counts: number[] = [];
  const used = names.slice(0, images.length);
  const gate = await Gate.create(used, series, async () => void queued++);
  for (const [index, image] of images.entries()) {
    const modules = image === undefined ? "" : await folderWith(t, { bzImage: image });
    const kernel = { modules, hash: String(index) } as Kernel;
    await gate.pass(used[index] as KernelName, image === undefined ? undefined : kernel);
    counts.push(queued);
  }
  return { counts, shut: gate.shut };
}

test("both sides are the same: nothing is queued", async (t) => {
  t.deepEqual(await pass(t, ["a", "a", "b", "b"]), { counts: [0, 0, 0, 0], shut: true });
});

test("from the first difference on nothing waits", async (t) => {
  t.deepEqual(await pass(t, ["a", "b", "c", "c"]), { counts: [0, 2, 3, 4], shut: false });
});

test("a difference in one flavour alone runs them all", async (t) => {
  t.deepEqual(await pass(t, ["a", "a", "b", "c"]), { counts: [0, 0, 0, 4], shut: false });
});

test("a side that does not build is a difference", async (t) => {
  t.deepEqual(await pass(t, ["a", undefined]), { counts: [0, 1], shut: false });
});

test("one side alone is run, and so is what changes the headers of user space", async (t) => {
  t.deepEqual(await pass(t, ["a"]), { counts: [1], shut: false });
  t.false((await pass(t, ["a", "a"], "include/uapi/linux/x.h")).shut);
});

test("the sides of one kernel version are compared with each other, and no others", async (t) => {
  const versions = ["6.1", "6.12"].flatMap((kernel) =>
    (["base", "patched"] as const).map((side): KernelName => ({ side, flavour: "plain", kernel })),
  );
  const patch = "--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+x\n";
  const series = await readSeries(await folderWith(t, { "1.patch": patch }));
  let queued = 0;
  const gate = await Gate.create(versions, series, async () => void queued++);
  for (const [index, name] of versions.entries())
    await gate.pass(name, {
      modules: await folderWith(t, { bzImage: name.kernel ?? "" }),
      hash: String(index),
    } as Kernel);
  t.deepEqual([queued, gate.shut], [0, true]);
});

// SPDX-License-Identifier: GPL-2.0-only
import { writeFile } from "node:fs/promises";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { changesUapi, sameKernel } from "./same.ts";
import { readSeries } from "../series/read.ts";
import { folderWith } from "./testing.ts";
import type { Kernel } from "./types.ts";

const files = {
  bzImage: "image",
  "System.map": "0 T uio_open\n",
  config: "CONFIG_UIO=y\n",
  "kernel.json": "{}",
  "lib/modules/6.12/kernel/uio_msi.ko": "module",
};

async function kernel(t: ExecutionContext, hash: string, more: Readonly<Record<string, string>> = {}): Promise<Kernel> {
  const folder = await folderWith(t, { ...files, "kernel.json": hash, ...more });
  const paths = { bzImage: path.join(folder, "bzImage"), config: path.join(folder, "config"), modules: folder };
  const about = { side: "base", release: "6.12", flavour: "plain", source: "linux", cached: false } as const;
  return { ...about, ...paths, hash } as Kernel;
}

test("kernels of other sources that came out the same are the same", async (t) => {
  t.true(await sameKernel(await kernel(t, "a"), await kernel(t, "b")));
});

for (const name of Object.keys(files).filter((one) => one !== "kernel.json"))
  test(`one byte of ${name} is a difference`, async (t) => {
    t.false(await sameKernel(await kernel(t, "a"), await kernel(t, "b", { [name]: "else" })));
  });

test("a module that only one of them has is a difference", async (t) => {
  t.false(await sameKernel(await kernel(t, "a"), await kernel(t, "b", { "lib/modules/6.12/kernel/new.ko": "" })));
});

test("headers of user space are no part of the kernel, and tested all the same", async (t) => {
  const patch = (name: string): string => `--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+x\n`;
  const folder = await folderWith(t, { "1.patch": patch("Documentation/x.rst") });
  t.false(await changesUapi(await readSeries(folder)));
  await writeFile(path.join(folder, "2.patch"), patch("include/uapi/linux/uio_msi.h"));
  t.true(await changesUapi(await readSeries(folder)));
});

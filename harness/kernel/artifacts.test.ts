// SPDX-License-Identifier: GPL-2.0-only
import path from "node:path";
import test from "ava";
import { findKernel, keepKernel, kernelHash } from "./artifacts.ts";
import { exists } from "../host/files.ts";
import { folderWith, quietContext, writeFiles } from "./testing.ts";
import type { KernelRequest } from "./types.ts";

const inputs = { source: "s", fragments: ["a", "b"], flavour: "plain" as const };
const request: KernelRequest = {
  source: { kind: "distribution", version: "6.12" },
  series: undefined,
  flavour: "plain",
  side: "base",
};
const record = { release: "6.12.1", source: "linux 6.12.1", flavour: "plain" as const };

test("a hash is of what went in, whatever the order of its names, and of all of it", (t) => {
  t.is(kernelHash(inputs), kernelHash({ flavour: "plain", fragments: ["a", "b"], source: "s" }));
  // A change of this line throws everybody's kernels away.
  t.is(kernelHash(inputs), "4d285e9d53f36b00b15932b002dff1fd");
  t.not(kernelHash(inputs), kernelHash({ ...inputs, fragments: ["ab"] }));
  t.not(kernelHash(inputs), kernelHash({ ...inputs, fragments: ["b", "a"] }));
  t.not(kernelHash(inputs), kernelHash({ ...inputs, flavour: "debug" }));
});

test("a kernel that was kept is found with all its paths", async (t) => {
  const context = quietContext(await folderWith(t, {}));
  t.is(await findKernel("h", request, context), undefined);
  await keepKernel("h", path.join(context.cache, "scratch"), context, async (folder) => {
    await writeFiles(folder, { bzImage: "image", config: "", "lib/modules/6.12.1/modules.dep": "" });
    t.is(await findKernel("h", request, context), undefined, "not before it is whole");
    return record;
  });
  const kernel = await findKernel("h", request, context);
  t.like(kernel, { ...record, side: "base", hash: "h", cached: true });
  t.true(await exists(kernel?.bzImage ?? ""));
  t.true(await exists(path.join(kernel?.modules ?? "", "lib/modules/6.12.1/modules.dep")));
});

test("a build that fails while its files are written leaves none, and the next one starts clean", async (t) => {
  const context = quietContext(await folderWith(t, {}));
  const failing = keepKernel("h", path.join(context.cache, "scratch"), context, async (folder) => {
    await writeFiles(folder, { stale: "" });
    throw new Error("the disk is full");
  });
  await t.throwsAsync(failing, { message: "the disk is full" });
  t.is(await findKernel("h", request, context), undefined);
  await keepKernel("h", path.join(context.cache, "scratch"), context, async (folder) => {
    t.false(await exists(path.join(folder, "stale")));
    return record;
  });
  t.truthy(await findKernel("h", request, context));
});

// SPDX-License-Identifier: GPL-2.0-only
import test, { type ExecutionContext } from "ava";
import { UsageError } from "../host/errors.ts";
import { folderWith, quietContext } from "../kernel/testing.ts";
import type { KernelRequest } from "../kernel/types.ts";
import { buildCollection, checkCollections } from "./build.ts";

const kernel = { Kconfig: "", Makefile: "VERSION = 7\nPATCHLEVEL = 2\n", "scripts/kconfig/conf.c": "" };

/** A tree that is a kernel as far as can be seen, with some collections. */
async function treeWith(t: ExecutionContext, ...collections: string[]): Promise<KernelRequest> {
  const files = collections.map((name) => [`tools/testing/selftests/${name}/Makefile`, "all:\n"] as const);
  const path = await folderWith(t, { ...kernel, ...Object.fromEntries(files) });
  return { source: { kind: "tree", path }, series: undefined, flavour: "plain", side: "base" };
}

test("a collection that one kernel of several has is no error; one that none has is, naming them", async (t) => {
  const context = quietContext(await folderWith(t, {}));
  const requests = [await treeWith(t), await treeWith(t, "vfio", "drivers/net")];
  await t.notThrowsAsync(checkCollections(["vfio", "drivers/net"], requests, context));
  const error = await t.throwsAsync(checkCollections(["iommu"], requests, context), { instanceOf: UsageError });
  t.regex(error.message, /No kernel of this run has the selftests iommu: not .*, .*\./);
});

test("a name that leads elsewhere is no collection's", async (t) => {
  const context = quietContext(await folderWith(t, {}));
  for (const name of ["../..", "/etc", "a b", "x;y"])
    await t.throwsAsync(checkCollections([name], [], context), {
      instanceOf: UsageError,
      message: /not a collection/,
    });
});

test("on a kernel that has not what another has it is skipped, with that reason", async (t) => {
  const request = await treeWith(t);
  const built = await buildCollection("vfio", request, "hash", quietContext(await folderWith(t, {})));
  t.regex("skip" in built ? built.skip : "", /has no selftests vfio/);
});

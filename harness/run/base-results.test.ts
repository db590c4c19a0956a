// SPDX-License-Identifier: GPL-2.0-only
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { devices } from "../../lab/device/index.ts";
import { cellAt } from "../../lab/matrix.ts";
import type { Result } from "../record/model.ts";
import { BaseResults } from "./base-results.ts";
import type { CellContext } from "./cell-context.ts";

const configuration = { device: "igb", iommu: "off", flavour: "plain" } as const;
const cell = cellAt("base", configuration);
const made = { image: "image-1", specs: "specs-1" };
const result = (spec: string, outcome: Result["outcome"]): Result => ({
  ...{ spec, cell: cell.id, side: "base", ...configuration, outcome, seconds: 1, splats: [], expected: [], facts: {} },
});

/** As much of it as tells two machines apart. */
const someContext = (hash: string, qemuVersion = "10.0.2"): CellContext =>
  ({
    ...{ qemu: "qemu", qemuVersion, kernel: { hash, bzImage: `/${hash}`, flavour: "plain" }, initrd: "/run/initrd" },
    ...{ accelerator: { name: "tcg", why: "" }, tscKHz: Math.random(), parameters: [], devices },
  }) as unknown as CellContext;

async function inCache(use: (cache: string) => Promise<void>): Promise<void> {
  const cache = await mkdtemp(path.join(os.tmpdir(), "msixlab-results-"));
  await use(cache).finally(() => rm(cache, { recursive: true }));
}

test("a later run finds what base passed, and in which run; not what failed, was skipped or ran other people's tests", async (t) => {
  await inCache(async (cache) => {
    const first = new BaseResults(cache, "run-1");
    t.is((await first.find(cell, someContext("kernel-1"), made)).size, 0);
    await first.keep([result("a", "PASS"), result("b", "FAIL"), result("c", "SKIP"), result("d", "PASS"), result("e", "PASS"), { ...result("e: of somebody else", "PASS"), parent: "e" }], [result("d", "FAIL")]); // prettier-ignore
    const second = new BaseResults(cache, "run-2");
    const found = await second.find(cell, someContext("kernel-1"), made);
    t.deepEqual([...found.values()].map(({ spec, reused }) => [spec, reused]), [["a", "run-1"]]); // prettier-ignore
    await second.keep([result("a", "FAIL")]);
    t.is((await new BaseResults(cache, "run-3").find(cell, someContext("kernel-1"), made)).size, 0);
  });
});

test("another kernel, image, QEMU or spec is another measurement, and patched is always measured", async (t) => {
  await inCache(async (cache) => {
    const first = new BaseResults(cache, "run-1");
    await first.find(cell, someContext("kernel-1"), made);
    await first.keep([result("a", "PASS")]);
    const find = (...about: Parameters<BaseResults["find"]>) => new BaseResults(cache, "run-2").find(...about);
    t.is((await find(cell, someContext("kernel-1"), made)).size, 1);
    t.is((await find(cell, someContext("kernel-2"), made)).size, 0);
    t.is((await find(cell, someContext("kernel-1", "10.1.0"), made)).size, 0);
    t.is((await find(cell, someContext("kernel-1"), { ...made, image: "image-2" })).size, 0);
    t.is((await find(cell, someContext("kernel-1"), { ...made, specs: "specs-2" })).size, 0);
    t.is((await find(cellAt("patched", configuration), someContext("kernel-1"), made)).size, 0);
    t.is((await find(cellAt("base", { ...configuration, iommu: "intel" }), someContext("kernel-1"), made)).size, 0);
  });
});

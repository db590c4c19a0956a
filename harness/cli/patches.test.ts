// SPDX-License-Identifier: GPL-2.0-only
import path from "node:path";
import test from "ava";
import { UsageError } from "../host/errors.ts";
import { folderWith } from "../kernel/testing.ts";
import { gadget, mail, widget } from "../series/testing.ts";
import { kernelRequest } from "../run/kernels.ts";
import { takePatches } from "./patches.ts";

const source = { kind: "distribution", version: "6.12" } as const;
const files = { "a.patch": mail("[PATCH] a", widget("1")), "b.patch": mail("[PATCH] b", gadget("b")) };

test.serial("--base-patch is on both sides, --patch on top of it; both are named to do it again", async (t) => {
  const folder = await folderWith(t, files);
  process.env["MSIXLAB_CACHE"] = await folderWith(t, {});
  const raw = { patch: path.join(folder, "a.patch"), basePatch: path.join(folder, "b.patch"), fuzz: "1" };
  const subject = await takePatches(raw, source);
  const subjects = (side: "base" | "patched"): (string | undefined)[] | undefined =>
    kernelRequest({ side, flavour: "plain" }, { ...subject, source }).series?.patches.map((patch) => patch.subject);
  t.deepEqual(subjects("base"), ["b"]);
  t.deepEqual(subjects("patched"), ["b", "a"]);
  t.deepEqual(subject.series.applyOptions, { fuzz: 1 });
  t.deepEqual(subject.reproduce, ["--patch", raw.patch, "--base-patch", raw.basePatch, "--fuzz", "1"]);
  t.true(subject.notes.includes("b is applied to both sides (--base-patch)."));
});

test.serial("without either it is the lab's own series on the kernel as it is", async (t) => {
  const subject = await takePatches({}, source);
  t.is(kernelRequest({ side: "base", flavour: "plain" }, { ...subject, source }).series, undefined);
  t.deepEqual(subject.reproduce, []);
});

for (const [raw, says] of [
  [{ series: "x", patch: "y" }, /cannot be combined/],
  [{ patch: "x", outOfTree: "y" }, /--patch and --out-of-tree cannot be combined/],
  [{ patch: "-", basePatch: "-" }, /can read stdin/],
  [{ fuzz: "9" }, /0 to 3/],
  [{ fuzz: "-1" }, /0 to 3/],
] as const)
  test.serial(`${JSON.stringify(raw)} is refused`, async (t) => {
    await t.throwsAsync(takePatches(raw, source), { instanceOf: UsageError, message: says });
  });

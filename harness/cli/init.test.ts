// SPDX-License-Identifier: GPL-2.0-only
// What `init` writes is a lab: it loads, and its spec is planned on its machines.
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import test from "ava";
import { loadConfig } from "../config/load.ts";
import { UsageError } from "../host/errors.ts";
import { folderWith } from "../kernel/testing.ts";
import { starterFor, writeStarter } from "./init.ts";

test("a driver's device is found, and a device's driver", async (t) => {
  t.deepEqual(await starterFor({ driver: "e1000e" }), { driver: "e1000e", device: "e1000e" });
  t.deepEqual(await starterFor({ device: "e1000" }), { driver: "e1000", device: "e1000" });
});

test("a driver outside the tree is called as its Kbuild file says", async (t) => {
  const folder = await folderWith(t, { "src/Kbuild": "obj-m := gadget.o\ngadget-y := core.o\n" });
  const outOfTree = path.join(folder, "src");
  t.deepEqual(await starterFor({ outOfTree, device: "edu" }), { driver: "gadget", device: "edu", outOfTree });
});

test("what is not known is said, with what is", async (t) => {
  const device = await t.throwsAsync(starterFor({ device: "rtl9999" }), { instanceOf: UsageError });
  t.regex(device?.hint ?? "", /There are e1000e, igb/);
  const driver = await t.throwsAsync(starterFor({ driver: "mlx5_core" }), { instanceOf: UsageError });
  t.regex(driver?.hint ?? "", /known are e1000e, igb/);
  await t.throwsAsync(starterFor({ device: "edu" }), { message: /no driver for it/ });
});

test("the files are a lab; a second one is not written over it", async (t) => {
  const folder = await folderWith(t, { "package.json": "{}" });
  const written = await writeStarter({ driver: "e1000e", device: "e1000e" }, folder);
  t.false(written.includes("package.json"), "what is there stays");
  const { config } = await loadConfig(path.join(folder, "msixlab.config.ts"));
  t.deepEqual(config.machines?.quick, [{ device: "e1000e", iommu: "off" }]);
  t.deepEqual(await readdir(String(config.specs)), ["e1000e.spec.ts"]);
  t.true((await readFile(path.join(folder, "README.md"), "utf8")).split("\n").length <= 12);
  await t.throwsAsync(writeStarter({ driver: "igb", device: "igb" }, folder), { message: /is there already/ });
});

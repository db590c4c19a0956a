// SPDX-License-Identifier: GPL-2.0-only
import path from "node:path";
import test from "ava";
import { UsageError } from "../../host/errors.ts";
import { root } from "../../host/paths.ts";
import { fetchedSource } from "../../kernel/testing.ts";
import { applySeries } from "../../series/overlay.ts";
import { readSeries } from "../../series/read.ts";
import { namedPaths } from "../../series/scan.ts";
import { parseRegression, readRegressions } from "./regression.ts";

const folder = path.join(root, "guest-kernel/regressions");
const diff = "---\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n";
const fields = [
  ["Subject", "[PATCH] igb: a lock is\n missing"],
  ["Fix", '72ddef0506da ("igb: Take the lock") id from memory'],
  ["Shows", "igb up -> oops"],
  ["Where", "igb off debug pciehp"],
  ["QEMU", "yes"],
] as const;

/** A regression with another value of a field, or without it. */
function parse(name?: string, value?: string) {
  const lines = fields
    .map(([field, usual]) => [field, field === name ? value : usual] as const)
    .filter(([, text]) => text !== undefined)
    .map((line) => line.join(": "));
  return parseRegression("regressions/lock.patch", `${lines.join("\n")}\n${diff}`);
}

test("the header says which fix is undone, what is seen and where, and whether QEMU can show it", (t) => {
  t.like(parse(), {
    name: "lock",
    breaks: "igb: a lock is missing",
    fix: { id: "72ddef0506da", title: "igb: Take the lock", fromMemory: "id from memory" },
    shows: "igb up -> oops",
    where: [{ device: "igb", iommu: "off", flavour: "debug", variant: "pciehp" }],
    hidden: undefined,
  });
  t.is(parse("QEMU", "no (its model does\n not)").hidden, "its model does not");
  t.like(parse("Fix", '("igb: Take (the) lock")').fix, { id: undefined, title: "igb: Take (the) lock" });
});

for (const [what, name, value, message] of [
  ["no subject", "Subject", undefined, /no "Subject:"/],
  ["no fix", "Fix", undefined, /needs one "Fix:"/],
  ["a fix without its title", "Fix", "72ddef0506da", /"Fix:" must be like/],
  ["a device that there is not", "Where", "moon off plain", /is no machine/],
  ["an IOMMU that there is not", "Where", "igb on plain", /is no machine/],
  ["a variant that there is not", "Where", "igb off plain odd", /no variant odd/],
  ["no machine", "Where", undefined, /no "Where:"/],
  ["QEMU's answer without a reason", "QEMU", "no", /must be yes, or no \(why\)/],
] as const)
  test(`${what} is bad input`, (t) => {
    t.throws(() => parse(name, value), { instanceOf: UsageError, message });
  });

const all = readRegressions(folder, []);

test("there are sixty regressions and more, each another bug, in a dozen drivers and cores", async (t) => {
  const found = await all;
  t.true(found.length >= 60);
  t.is(new Set(found.map(({ fix }) => fix.title)).size, found.length);
  t.is(new Set(found.map(({ breaks }) => breaks)).size, found.length);
  t.true(new Set(found.flatMap(({ text }) => namedPaths(text).map((file) => path.dirname(file)))).size >= 12);
});

test("a regression is found by a part of its name; a name that none has is bad input", async (t) => {
  t.true((await readRegressions(folder, ["igb-ring"])).every(({ name }) => name.includes("igb-ring")));
  await t.throwsAsync(readRegressions(folder, ["no-such"]), { message: /No regression matches no-such/ });
});

test("each applies to the kernel that is tested by default", async (t) => {
  const source = fetchedSource();
  if (source === undefined) {
    t.log("the source has not been fetched");
    t.pass();
    return;
  }
  for (const { file, name, text } of await all) {
    const overlay = await applySeries(source, await readSeries(file), path.basename(source));
    t.deepEqual([...overlay.keys()].sort(), [...namedPaths(text)].sort(), name);
  }
});

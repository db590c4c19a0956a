// SPDX-License-Identifier: GPL-2.0-only
// The examples are labs that work: what they say passes does, and what is broken in them is found.
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import test from "ava";
import { root } from "../host/paths.ts";
import { inFolder, readRecord, runLab } from "./lab.ts";

const quick = (example: string, out: string): string[] => [
  ...["--config", path.join(root, "examples", example, "msixlab.config.ts")],
  ...["--profile", "quick", "--no-repeat-failures", "--out", out],
];

test.serial("edu, a driver outside the tree: its specs pass, and its own lines ran", async (t) => {
  await inFolder(async (out) => {
    const { code, output } = await runLab(quick("edu", out));
    t.is(code, 0, output);
    const { results, coverage } = readRecord(out);
    t.true(results.filter(({ side, outcome }) => side === "patched" && outcome === "PASS").length >= 8, output);
    t.true((coverage?.lines.covered ?? 0) > 100, output);
  });
});

test.serial("a bug planted in edu is found, by the spec that is about it", async (t) => {
  await inFolder(async (out) => {
    const module = path.join(out, "edu");
    await cp(path.join(root, "examples/edu/module"), module, { recursive: true });
    const source = path.join(module, "edu.c");
    const text = await readFile(source, "utf8");
    const broken = text.replace("EDU_BUFFER + offset", "EDU_BUFFER");
    t.not(broken, text);
    await writeFile(source, broken);
    const { code, output } = await runLab([...quick("edu", out), "--no-count", "--out-of-tree", module]);
    t.is(code, 1, output);
    const failed = readRecord(out).results.filter(({ outcome }) => outcome === "FAIL");
    t.deepEqual(
      [...new Set(failed.map(({ spec }) => spec))],
      ["edu: what is written is read back, each byte at its place"],
    );
  });
});

test.serial("one patch: what it is for fails without it, and passes with it", async (t) => {
  await inFolder(async (out) => {
    const { code, output } = await runLab(quick("one-patch", out));
    t.is(code, 0, output);
    const spec = "e1000: loading the module says nothing";
    const outcomes = readRecord(out).results.filter((one) => one.spec === spec && !/counted/.test(one.cell));
    t.deepEqual(Object.fromEntries(outcomes.map(({ side, outcome }) => [side, outcome])), {
      base: "FAIL",
      patched: "PASS",
    });
  });
});

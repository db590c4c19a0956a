// SPDX-License-Identifier: GPL-2.0-only
// A log that comes in pieces, and one that is longer than memory should have to hold.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import type { Splat } from "../record/model.ts";
import { judge, Judge } from "./judge.ts";

const folder = path.join(import.meta.dirname, "fixtures");
const body = (name: string): string => {
  const text = readFileSync(path.join(folder, name), "utf8");
  return text.slice(text.indexOf("\n\n") + 2);
};
const quiet = "[   12.345678] igb 0000:01:00.0 eth0: igb: eth0 NIC Link is Up 1000 Mbps Full Duplex\n";

function inPieces(log: string, size: number): Splat[] {
  const splats: Splat[] = [];
  const one = new Judge((splat) => splats.push(splat));
  for (let at = 0; at < log.length; at += size) one.push(log.slice(at, at + size));
  one.end();
  return splats.sort((a, b) => a.line - b.line);
}

test("a log in pieces, cut anywhere, is judged as the whole", (t) => {
  for (const name of readdirSync(folder)) t.deepEqual(inPieces(body(name), 97), judge(body(name)), name);
});

test("a report that lies across the edge of what is looked at together is found once and whole", (t) => {
  const report = body("lockdep-circular.log");
  const alone = judge(report)[0];
  // The window ends at line 12000, and its last 4000 lines are looked at again.
  for (const before of [7_950, 7_999, 8_000, 11_950, 11_990, 12_000]) {
    const [splat, ...others] = judge(quiet.repeat(before) + report + quiet.repeat(20_000));
    t.deepEqual(others, []);
    t.is(splat?.fingerprint, alone?.fingerprint);
    t.deepEqual(splat?.text, alone?.text);
    t.is(splat?.line, before + (alone?.line ?? 0));
  }
});

test("a panic is joined to its oops across that edge", (t) => {
  const log = body("oops-then-panic.log");
  const lines = log.split("\n").findIndex((line) => line.includes("Kernel panic"));
  t.is(judge(quiet.repeat(12_000 - lines) + log + quiet.repeat(13_000)).length, 1);
});

/** Heap in use after `megabytes` of console with a report in every one, in MB. */
function heapAfter(megabytes: number): { heap: number; splats: number } {
  const piece = quiet.repeat(11_000) + body("oops-null.log").replace(/^.*msixlab.*\n/gm, "") + "\n";
  const seen = new Set<string>();
  let splats = 0;
  const one = new Judge(({ fingerprint }) => {
    seen.add(fingerprint ?? "");
    splats++;
  });
  for (let i = 0; i < megabytes; i++) one.push(piece);
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed / 1e6;
  one.end();
  return { heap, splats };
}

test("memory does not grow with the length of the log", async (t) => {
  const { setFlagsFromString } = await import("node:v8");
  const { runInNewContext } = await import("node:vm");
  setFlagsFromString("--expose-gc");
  globalThis.gc = runInNewContext("gc") as NodeJS.GCFunction;
  heapAfter(2);
  const short = heapAfter(4);
  const long = heapAfter(20);
  t.is(short.splats, 4);
  t.is(long.splats, 20);
  // What is held is the window: five times the log may not add as much as one more megabyte of it would.
  t.true(long.heap - short.heap < 4, `4 MB: ${short.heap.toFixed(1)} MB of heap, 20 MB: ${long.heap.toFixed(1)} MB`);
});

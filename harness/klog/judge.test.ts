// SPDX-License-Identifier: GPL-2.0-only
// Each fixture is a console log below a header that says what is to be found in it:
// `EXPECT: <kind> <how the title begins> @ <function, or ->`, one line a splat, or `EXPECT: none`;
// `NAME: <title>` below it says what a maintainer would call it; `NOTE:` which kernel code its words follow.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import { judge, judgeConsole } from "./judge.ts";
import { stripLog } from "./log.ts";

const folder = path.join(import.meta.dirname, "fixtures");
const names = readdirSync(folder).filter((name) => name.endsWith(".log"));

interface Fixture {
  readonly expected: readonly { kind: string; title: string; at: string }[];
  readonly names: readonly string[];
  readonly log: string;
}

function readFixture(name: string): Fixture {
  const text = readFileSync(path.join(folder, name), "utf8");
  const end = text.indexOf("\n\n");
  const expected = text
    .slice(0, end)
    .split("\n")
    .flatMap((line) => {
      const match = /^EXPECT: (\S+) (.*) @ (\S+)$/.exec(line);
      return match === null ? [] : [{ kind: match[1] ?? "", title: match[2] ?? "", at: match[3] ?? "" }];
    });
  const called = [...text.slice(0, end).matchAll(/^NAME: (.*)$/gm)].map(([, one = ""]) => one);
  return { expected, names: called, log: text.slice(end + 2) };
}

for (const name of names) {
  test(`${name} is judged as its header says`, (t) => {
    const { expected, names: called, log } = readFixture(name);
    const found = judge(log);
    const cut = found.map(({ kind, header, at }, i) => ({
      kind,
      title: header.slice(0, expected[i]?.title.length ?? 200),
      at: at ?? "-",
    }));
    t.deepEqual(cut, expected as typeof cut);
    if (called.length > 0)
      t.deepEqual(
        found.map(({ title }) => title),
        [...called],
      );
  });
}

test("there are fixtures, and some of them are clean", (t) => {
  t.true(names.length >= 160);
  t.true(names.filter((name) => readFixture(name).expected.length === 0).length >= 25);
});

test("a log that is judged with its noise and without gives the same splats", (t) => {
  const { log } = readFixture("serial-noise.log");
  const bare = (text: string): unknown =>
    judge(text).map(({ kind, header, at, text: lines }) => ({ kind, header, at, lines }));
  // Without timestamps nothing tells user space from the kernel: only the kernel's part is compared.
  t.deepEqual(bare(stripLog(log)), bare(log));
});

test("the line of a splat is that of the log, its text has no timestamps", (t) => {
  const { log } = readFixture("oops-null.log");
  const [splat] = judge(log);
  t.regex(log.split("\n")[splat?.line ?? 0] ?? "", /BUG: kernel NULL pointer dereference/);
  t.true(splat?.text.every((line) => !/\[ *\d+\.\d+\]/.test(line)));
  t.is(splat?.text[0], "BUG: kernel NULL pointer dereference, address: 0000000000000018");
});

test("a report ends where it ends: what the next spec logs is not in it", (t) => {
  // Without caller ids nobody can tell a foreign line in the middle of a trace from the trace.
  for (const name of names.filter((one) => !one.startsWith("interleaved-"))) {
    const { log } = readFixture(name);
    for (const splat of judge(log))
      t.notRegex(splat.text.join("\n"), /msixlab: spec end|NIC Link is|probe with driver/, name);
  }
});

test("an oops is in one piece with the panic that it leads to", (t) => {
  const [splat, ...others] = judge(readFixture("oops-then-panic.log").log);
  t.is(others.length, 0);
  t.true(splat?.text.includes("Kernel panic - not syncing: Fatal exception"));
});

test("a megabyte of console is judged in well under a second", (t) => {
  const line = "[   12.345678] igb 0000:01:00.0 eth0: igb: eth0 NIC Link is Up 1000 Mbps Full Duplex\n";
  const log = line.repeat(12_000) + readFixture("lockdep-circular.log").log;
  // The processor's time: others may be at work on this machine.
  for (const judged of [judge, judgeConsole]) {
    const started = process.cpuUsage();
    t.is(judged(log).length, 1);
    t.true(process.cpuUsage(started).user < 1_000_000);
  }
});

test("what came from a console is judged alike whether its notation is inferred or known", (t) => {
  for (const name of names.filter((one) => !/^(?:prefix-(?:dmesg|journalctl|kmsg)|notation-)/.test(one)))
    t.deepEqual(judge(readFixture(name).log), judgeConsole(readFixture(name).log), name);
});

// SPDX-License-Identifier: GPL-2.0-only
// Reports in every notation, with what others say among them: each is found, and is the same report.
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import { judge } from "./judge.ts";
import { stripLog } from "./log.ts";
import type { Entry, Notation } from "./testing/entry.ts";
import { journal, syslog } from "./testing/journal.ts";
import { notations } from "./testing/notations.ts";

const fixtures = path.join(import.meta.dirname, "fixtures");

/** The report of a fixture, its lines only. */
function readFixture(name: string): string[] {
  const text = readFileSync(path.join(fixtures, name), "utf8");
  const lines = stripLog(text.slice(text.indexOf("\n\n") + 2)).split("\n");
  return lines.filter((line) => !line.startsWith("msixlab: "));
}

const reports = ["oops-null.log", "warning.log", "kasan-uaf.log"] as const;
const others: readonly Pick<Entry, "text" | "who" | "pid">[] = [
  { who: "sshd", pid: 812, text: "Accepted publickey for root from 192.0.2.9 port 50412 ssh2" },
  { who: "systemd", pid: 1, text: "Started session-4.scope - Session 4 of User root." },
  { who: "dnsmasq-dhcp", pid: 733, text: "DHCPACK(br0) 192.0.2.40 52:54:00:12:34:56" },
];

/** A report between healthy lines, with others' lines every so often. */
function surround(report: readonly string[], noise: boolean): Entry[] {
  const healthy = (text: string): Entry => ({ text, who: "kernel", pid: 0, level: "info", time: 0 });
  const body = report.map((text, i): Entry => ({
    ...healthy(text),
    level: i === 0 ? "alert" : i % 7 === 3 ? "warn" : "alert",
  }));
  const all = [
    healthy("e1000e 0000:00:19.0 eno1: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: None"),
    ...body.flatMap((entry, i) => {
      const other = others[(i / 9) % others.length];
      return noise && i % 9 === 0 && other !== undefined ? [{ ...healthy(""), ...other }, entry] : [entry];
    }),
    healthy("igb 0000:01:00.0 eth0: igb: eth0 NIC Link is Down"),
  ];
  return all.map((entry, i) => ({ ...entry, time: 2_301_000 + i * 137_001 }));
}

function write({ line, whole }: Notation, entries: readonly Entry[]): string {
  const lines = entries.map(line).filter((one) => one !== undefined);
  return whole?.(lines) ?? lines.join("\n");
}

test("there are many notations, each with a name of its own", (t) => {
  t.true(notations.length >= 100, String(notations.length));
  t.is(new Set(notations.map(({ name }) => name)).size, notations.length);
});

for (const name of reports)
  for (const notation of notations)
    test(`${name} as ${notation.name}`, (t) => {
      const report = readFixture(name);
      const [expected] = judge(report.join("\n"));
      t.truthy(expected);
      for (const noise of [false, true]) {
        const log = write(notation, surround(report, noise));
        const found = judge(log);
        t.deepEqual(
          found.map(({ kind, title, fingerprint }) => ({ kind, title, fingerprint })),
          [{ kind: expected?.kind, title: expected?.title, fingerprint: expected?.fingerprint }],
          `${noise ? "with" : "without"} noise:\n${log.slice(0, 1500)}`,
        );
      }
    });

// A guest's console in a journal is a program's too, and its own stamps tell.
for (const notation of [...journal, ...syslog].filter(({ name }) => !name.includes("guest")))
  test(`a report that a program writes is not the kernel's, as ${notation.name}`, (t) => {
    const entries = surround(readFixture("oops-null.log"), false);
    const quoted = entries.map((entry, i) => (i % 30 === 0 ? entry : { ...entry, who: "labtool", pid: 97 }));
    t.deepEqual(
      judge(write(notation, quoted)).map(({ title }) => title),
      [],
    );
  });

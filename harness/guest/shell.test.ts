// SPDX-License-Identifier: GPL-2.0-only
// Words as the shell of the guest reads them: that of Debian's busybox-static, which the image holds.
import { execFileSync } from "node:child_process";
import test from "ava";
import { findCommand } from "../host/find.ts";
import { isSet } from "../setup/policy.ts";
import { sh, type ShellCommand } from "./shell.ts";

const run = (command: ShellCommand): string =>
  execFileSync("busybox", ["sh", "-c", command.text], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** The words that a command gets. */
const words = (command: ShellCommand): string[] =>
  run(sh`printf '%s\\0' ${command}`)
    .split("\0")
    .slice(0, -1);

const odd = [
  "",
  " ",
  "a b",
  "it's",
  "''",
  '"$HOME"',
  "$(reboot)",
  "`reboot`",
  "\\",
  "\\n",
  "a\nb\n",
  "*",
  "[a]?",
  "~",
  "~root",
  "a=b",
  "#",
  "!",
  "-n",
  "a;b",
  "a&&b|c>d<e",
  "{a,b}",
  "%s",
  "ÄÖ\u{1f600}",
  "\t",
  "\x01\x7f",
  "0000:01:00.0",
];

const withBusybox = findCommand("busybox") !== undefined || isSet(process.env["CI"]) ? test : test.skip;

withBusybox("a value is one word, whatever is in it", (t) => {
  for (const word of odd) t.deepEqual(words(sh`${word}`), [word]);
  t.deepEqual(words(sh`${odd}`), odd);
});

withBusybox("a value next to others is part of their word; what is not interpolated is the shell's", (t) => {
  for (const word of odd) t.deepEqual(words(sh`/a/${word}-${word}/b`), [`/a/${word}-${word}/b`]);
  t.deepEqual(words(sh`$((1 + 1)) $(echo ${"a  b"}) "$(echo ${"a  b"})"`), ["2", "a", "b", "a  b"]);
});

withBusybox("an array is as many words as it has", (t) => {
  t.deepEqual(words(sh`a ${[]} b`), ["a", "b"]);
  t.deepEqual(words(sh`a ${[1, 2n, "x y"]} b`), ["a", "1", "2", "x y", "b"]);
});

withBusybox("a command in a command is one", (t) => {
  const each = sh`echo "<$i>" ${"a  b"}`;
  t.is(run(sh`for i in ${["1 2", 3]}; do ${each}; done`), "<1 2> a  b\n<3> a  b\n");
});

test("plain words stay as they are, to be read in a journal", (t) => {
  t.is(sh`ip link set ${"eth0"} mtu ${1500}`.text, "ip link set eth0 mtu 1500");
});

withBusybox("a number before a redirection is no file descriptor", (t) => {
  t.is(run(sh`echo ${2}>&1`), "2\n");
});

test("no value stands in quotes", (t) => {
  const message = /cannot stand in quotes/;
  t.throws(() => sh`echo "${"a"}"`, { instanceOf: TypeError, message });
  t.throws(() => sh`echo 'a ${"b"}'`, { message });
  t.throws(() => sh`echo "$(echo "${"b"}")"`, { message });
  t.throws(() => sh`echo \\${"b"}`, { message });
  t.throws(() => sh`echo $${"b"}`, { message });
  t.notThrows(() => sh`echo "'" ${"a"} '"' ${"b"} \\" ${"c"} '\\' ${"d"}`);
  t.throws(() => sh`echo ${"a\0b"}`, { message: /0 byte/ });
});

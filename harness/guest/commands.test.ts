// SPDX-License-Identifier: GPL-2.0-only
// The builders of commands and the tables of the tool that reads them (images/tools) say the same.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import * as uioMsi from "../../specs/uio_msi/commands.ts";
import { root } from "../host/paths.ts";
import * as calls from "./calls.ts";
import { answers, Command, command, nothing } from "./command.ts";
import * as device from "./device-calls.ts";
import * as eventfds from "./eventfds.ts";
import { tree, treeRead, treeShut } from "./tree.ts";

/** A row of a table: `{ "set", "VEC NAME|-1", 2, 2, false, cmd_set },`. */
const row = /\{ "([\w-]+)", "([^"]*)", (\d), (\d), (?:true|false), cmd_\w+ \}/g;

interface Verb {
  readonly name: string;
  readonly least: number;
  readonly most: number;
}

const tools = path.join(root, "images/tools");
const verbs = readdirSync(tools)
  .filter((name) => name.endsWith(".c"))
  .flatMap((name) => [...readFileSync(path.join(tools, name), "utf8").matchAll(row)])
  .map(([, name = "", , least, most]): Verb => ({ name, least: Number(least), most: Number(most) }));

/** Each builder with all that it takes. */
const { file, eventfd2, adopt, shut, ioctl, ioctlNumber, read, write, poll, fdinfo, memory } = calls;
const longest: readonly Command[] = [
  ...[file("a", "/dev/null", 2), eventfd2("e", 0, 0), adopt("a", 3), shut("a"), ioctl("a", 1, "00ff", 8)],
  ...[ioctlNumber("a", 1, 2), read("a", 8, 4n), write("a", "00", 4), poll("a", 0, "in"), fdinfo("a", "pos")],
  ...[calls.fail(1), calls.failed(), tree("/sys"), treeRead(), treeShut()],
  ...[memory("m", 4096), calls.mmap("b", "a", 4096, 0, "read"), calls.munmap("b")],
  ...[calls.load("m", 0, 4), calls.store("m", 0, 8, 1n)],
  ...[eventfds.eventfd("e"), eventfds.forget("e"), eventfds.wait("e", 0, "epoll"), eventfds.counts(5)],
  ...[device.open("/tmp/uio"), device.close(), device.map("BAR0", "private"), device.unmap(), device.trymap(0, 1)],
  ...[device.pollfd(0), device.readfd("block"), device.writefd(1), device.debugRead(0), device.debugWrite(0, 1)],
  ...[device.reset(), device.arm(), device.fire(0, 2), device.storm(10), device.peek(0), device.poke(0, 1)],
  ...[device.dma(), device.loopback(), device.tx("ff", 10), device.rx(10), device.written()],
  ...[
    device.stream(10, "rx", "tx"),
    device.queues(2),
    device.steer(1, 5, "rx1"),
    device.master("on"),
    device.disable(),
    device.viable(),
  ],
  ...[uioMsi.set(0, -1), uioMsi.set32(0, "e"), uioMsi.setfd(0, "pipe"), uioMsi.ioctl("set", "null", 32)],
  ...[uioMsi.amidReset("set", 0, "e"), uioMsi.exec("keep"), uioMsi.mailbox("a"), uioMsi.give("a"), uioMsi.take()],
  ...[uioMsi.touch("write"), uioMsi.besiege(10), uioMsi.faults(), uioMsi.protect(0), uioMsi.grow()],
  ...[uioMsi.crowd(3), uioMsi.drop(), uioMsi.nobody(), uioMsi.fork(), uioMsi.reap()],
  ...[uioMsi.barrage(0, 1), uioMsi.ceasefire(), uioMsi.pin(1), uioMsi.releaseAmid(0, 1)],
  ...[uioMsi.latency(0, 10), uioMsi.latencyIntx(10)],
  ...[uioMsi.steal("0x10", 8), uioMsi.plant(16n, "00"), uioMsi.search("0x0", "0x10", "00")],
  ...[uioMsi.keep("secret"), uioMsi.look(), uioMsi.check(), uioMsi.kill()],
];

/** Those that can be shorter. */
const shortest: readonly Command[] = [
  ...[file("a", "/dev/null"), ioctl("a", 1, ""), ioctlNumber("a", 1), read("a", 8), write("a", ""), poll("a", 0)],
  ...[calls.mmap("b", "a", 4096, 0), eventfds.wait("e", 0), eventfds.counts(), device.open(), device.map("BAR0")],
  ...[device.readfd(), device.fire(0), device.tx("ff"), uioMsi.ioctl(0, "null"), uioMsi.amidReset("open")],
  uioMsi.touch(),
];

test("each verb of the tool has a builder, and each builder is of a verb that takes so many words", (t) => {
  t.true(verbs.length > 70);
  const known = new Map(
    longest.map(({ text }) => text.split(" ")).map(([name = "", ...words]) => [name, words.length]),
  );
  for (const { name, most } of verbs) t.is(known.get(name), most, name);
  for (const { text } of [...longest, ...shortest]) {
    const [name, ...words] = text.split(" ");
    const verb = verbs.filter((one) => one.name === name);
    t.true(
      verb.some(({ least, most }) => words.length >= least && words.length <= most),
      text,
    );
  }
});

test("a word is one word: what would be two, or none, is no command", (t) => {
  t.is(String(command(nothing, "set", 1, undefined, "v0", 2n)), "set 1 v0 2");
  for (const word of ["", "a b", "a\nclose", NaN])
    t.throws(() => command(nothing, "shut", word), { instanceOf: TypeError });
});

test("an answer's shape holds where the command worked; where it did not, for what there is", (t) => {
  const { done, failed } = answers({ count: answers({}).done });
  t.false(done.safeParse({}).success);
  t.true(failed.safeParse({}).success);
  t.false(failed.safeParse({ count: 1 }).success);
});

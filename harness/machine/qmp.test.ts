// SPDX-License-Identifier: GPL-2.0-only
import net from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import test from "ava";
import { DeadlineError } from "../host/deadline.ts";
import { LabError } from "../host/errors.ts";
import { Qmp } from "./qmp.ts";

/** A socket pair: the client under test on one end, a QEMU that answers by `reply` on the other. */
async function pair(reply: (command: { execute: string; id: number; arguments?: unknown }, qemu: net.Socket) => void) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-qmp-"));
  const file = path.join(folder, "qmp");
  const accepted = new Promise<net.Socket>((resolve) => {
    const server = net.createServer((socket) => {
      server.close();
      resolve(socket);
    });
    server.listen(file);
  });
  const client = net.connect(file);
  const qemu = await accepted;
  await rm(folder, { recursive: true });
  const say = (message: object): void => void qemu.write(`${JSON.stringify(message)}\r\n`);
  say({ QMP: { version: {}, capabilities: [] } });
  qemu.on("data", (data) => {
    for (const line of data.toString().split("\n").filter(Boolean)) {
      const command = JSON.parse(line) as { execute: string; id: number };
      if (command.execute === "qmp_capabilities") say({ return: {}, id: command.id });
      else reply(command, qemu);
    }
  });
  return { qmp: new Qmp(client), say, qemu };
}

test("a command gets the answer that has its id, in whatever order answers come", async (t) => {
  const waiting: number[] = [];
  const { qmp, say, qemu } = await pair(({ id }) => {
    waiting.push(id);
    if (waiting.length === 2) for (const one of waiting.toReversed()) say({ return: one, id: one });
  });
  const [first, second] = await Promise.all([qmp.execute("a"), qmp.execute("b")]);
  t.is(Number(second) - Number(first), 1);
  qemu.destroy();
});

test("what QEMU refuses is an error with its words", async (t) => {
  const { qmp, say, qemu } = await pair(({ id }) =>
    say({ error: { class: "CommandNotFound", desc: "no such thing" }, id }),
  );
  await t.throwsAsync(qmp.execute("nonsense"), { instanceOf: LabError, message: /CommandNotFound: no such thing/ });
  qemu.destroy();
});

test("events reach who waits for them, also when split across packets", async (t) => {
  const { qmp, qemu } = await pair(() => undefined);
  const seen = qmp.waitFor("STOP", ({ event }) => event === "STOP", 5_000);
  qemu.write('{"event":"RESUME"}\n{"event":"ST');
  qemu.write('OP","data":{"x":1}}\n');
  t.deepEqual(await seen, { event: "STOP", data: { x: 1 } });
  qemu.destroy();
});

test("when QEMU goes away, what waits for it fails at once", async (t) => {
  const { qmp } = await pair((_, socket) => socket.destroy());
  await t.throwsAsync(qmp.execute("quit"), { instanceOf: LabError, message: /QEMU exited/ });
  await t.throwsAsync(qmp.execute("quit"), { instanceOf: LabError, message: /QEMU is gone/ });
});

test("when QEMU goes away, who waits for an event, or for its greeting, does not wait on", async (t) => {
  const { qmp, qemu } = await pair(() => undefined);
  const waiting = qmp.waitFor("MIGRATION", () => true, 60_000);
  waiting.catch(() => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  qemu.destroy();
  t.regex((await t.throwsAsync(waiting, { instanceOf: LabError })).message, /QEMU exited/);
  const silent = new PassThrough();
  const dead = new Qmp(silent).execute("query-status", undefined, 60_000);
  silent.end();
  await t.throwsAsync(dead, { message: /QEMU exited/ });
});

test("a QEMU that never answers is given up at the deadline", async (t) => {
  const { qmp, qemu } = await pair(() => undefined);
  await t.throwsAsync(qmp.execute("stop", undefined, 20), {
    instanceOf: DeadlineError,
    message: /QMP stop: not within/,
  });
  qemu.destroy();
});

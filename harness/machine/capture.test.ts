// SPDX-License-Identifier: GPL-2.0-only
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { devices } from "../../lab/device/index.ts";
import { findCommand } from "../host/find.ts";
import { qemuBinary } from "../setup/ensure.ts";
import { Capture } from "./capture.ts";
import type { Qmp } from "./qmp.ts";
import { withPaused } from "./testing/paused.ts";

/** Version 2.4, 0x20000 bytes a packet, Ethernet; and a packet with so many bytes. */
const header = Buffer.from("d4c3b2a1020004000000000000000000000002" + "0001000000", "hex");
const record = (bytes: number): Buffer => {
  const lengths = Buffer.alloc(16);
  for (const at of [8, 12]) lengths.writeUInt32LE(bytes, at);
  return Buffer.concat([lengths, Buffer.alloc(bytes, bytes)]);
};

async function files(t: { teardown(body: () => Promise<void>): void }): Promise<{ sent: string; received: string }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-capture-"));
  t.teardown(() => rm(folder, { recursive: true }));
  return { sent: path.join(folder, "sent.pcap"), received: path.join(folder, "received.pcap") };
}

test("what the wire's end receives the NIC has sent; the objects go when it is disposed of", async (t) => {
  const own = await files(t);
  const commands: string[] = [];
  const execute = (command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown> => {
    commands.push(`${command} ${String(args?.["id"]).replace(/\d+/, "N")} ${String(args?.["queue"] ?? "")}`);
    return command === "object-add" ? writeFile(String(args?.["file"]), header) : Promise.resolve();
  };
  const machine = { qmp: { execute } as Qmp, isStopped: () => false };
  {
    await using capture = await Capture.start(machine, own);
    t.deepEqual(await capture.frames(), { sent: [], received: [] });
    await appendFile(own.sent, record(60));
    await appendFile(own.received, Buffer.concat([record(61), record(62), record(63).subarray(0, 30)]));
    const { sent, received } = await capture.frames();
    t.deepEqual(
      [sent, received].map((frames) => frames.map(({ bytes }) => bytes.length)),
      [[60], [61, 62]],
    );
  }
  t.deepEqual(commands, [
    ...["object-add captureN-sent rx", "object-add captureN-received tx"],
    ...["object-del captureN-sent ", "object-del captureN-received "],
  ]);
});

test("from a machine that is gone nothing is taken away", async (t) => {
  const commands: string[] = [];
  const execute = (command: string): Promise<unknown> => Promise.resolve(commands.push(command));
  const capture = await Capture.start({ qmp: { execute } as Qmp, isStopped: () => true }, await files(t));
  await capture[Symbol.asyncDispose]();
  t.deepEqual(commands, ["object-add", "object-add"]);
});

const qemu = findCommand(qemuBinary(undefined));
const title = "QEMU writes down what crosses the lab's wire, and lets the wire go again, twice";
if (qemu === undefined) test.skip(`${title}: this host has no QEMU`, (t) => t.fail());
else
  test(title, async (t) => {
    const own = await files(t);
    const filters = await withPaused(qemu, devices.e1000, async (qmp) => {
      const counts: number[] = [];
      const count = async (): Promise<unknown> =>
        counts.push(((await qmp.execute("qom-list", { path: "/objects" })) as unknown[]).length);
      for (let round = 0; round < 2; round++) {
        await using capture = await Capture.start({ qmp, isStopped: () => false }, own);
        t.deepEqual(await capture.frames(), { sent: [], received: [] });
        await count();
      }
      await count();
      return counts;
    });
    const [during = 0, , after = 0] = filters;
    t.deepEqual(filters, [during, during, during - 2]);
    t.is(during - after, 2);
    t.is((await readFile(own.sent)).length, header.length);
  });

// SPDX-License-Identifier: GPL-2.0-only
import { PassThrough } from "node:stream";
import test from "ava";
import { DeadlineError } from "../host/deadline.ts";
import { Console } from "./console.ts";
import { parseSshPort } from "./running.ts";

test("lines come whole, whatever the packets, and without carriage returns", async (t) => {
  const stream = new PassThrough();
  const guest = new Console(stream);
  stream.write("fir");
  stream.write("st\r\nsecond\r\nthi");
  await guest.waitFor("second", /second/, 1_000);
  t.is(guest.since(0), "first\nsecond\nthi");
});

test("since a mark there is only what came after it", async (t) => {
  const stream = new PassThrough();
  const guest = new Console(stream);
  stream.write("before\n");
  await guest.waitFor("before", /before/, 1_000);
  const mark = guest.mark();
  stream.write("after\n");
  await guest.waitFor("after", /after/, 1_000, mark);
  t.is(guest.since(mark), "after");
});

test("a line that is there already is not waited for", async (t) => {
  const stream = new PassThrough();
  const guest = new Console(stream);
  stream.write("msixlab: ready\n");
  t.is(await guest.waitFor("boot", /ready/, 1_000), "msixlab: ready");
  t.is(await guest.waitFor("boot", /ready/, 1), "msixlab: ready");
});

test("waiting ends early when the machine does, and says what was seen last", async (t) => {
  const stream = new PassThrough();
  const guest = new Console(stream);
  stream.write("Kernel panic\n");
  const waiting = guest.waitFor("boot", /ready/, 60_000);
  stream.destroy();
  const error = await t.throwsAsync(waiting, { message: /boot: the machine ended first/ });
  t.regex((error as DeadlineError).output ?? "", /Kernel panic/);
});

test("the SSH port is read from what QEMU says of its user network", (t) => {
  const text = `Hub -1 (mgmt):
  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ
  TCP[HOST_FORWARD]  13       127.0.0.1 35711       10.0.2.15    22     0     0
`;
  t.is(parseSshPort(text), 35711);
  t.throws(() => parseSshPort("nothing"), { message: /does not report the SSH port/ });
});

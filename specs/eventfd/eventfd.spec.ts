// SPDX-License-Identifier: GPL-2.0-only
// eventfd(2), which carries each interrupt of VFIO to a program.
import { eventfd2, eventfdFlags, fdinfo, poll, read, Reply, shut, write } from "../../harness/guest/calls.ts";
import { u32, u64 } from "../../harness/guest/bytes.ts";
import { startCalls } from "../../harness/guest/attribute.ts";
import type { GuestProgram } from "../../harness/guest/program.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";

const spec = family("eventfd", { devices: "any", variants: "any", about: ["eventfd_*", "do_eventfd"] });

const { semaphore, nonBlocking } = eventfdFlags;
const max = 0xffff_ffff_ffff_fffen;

async function readCount(calls: GuestProgram, name: string): Promise<bigint> {
  return new Reply(await calls.ok(read(name, 8))).u64(0);
}

async function readInfo(calls: GuestProgram, name: string, key: string): Promise<string> {
  return (await calls.ok(fdinfo(name, key))).value;
}

spec("a read takes the whole count, and there is nothing left", async (t, { guest }) => {
  await using calls = await startCalls(guest);
  await calls.ok(eventfd2("e", 3, nonBlocking));
  await calls.ok(write("e", u64(4)));
  t.is(await readCount(calls, "e"), 7n);
  t.is(await calls.refused(read("e", 8)), "EAGAIN");
});

spec("a semaphore is taken one by one, and not when there is none", async (t, { guest }) => {
  await using calls = await startCalls(guest);
  await calls.ok(eventfd2("e", 2, semaphore | nonBlocking));
  await calls.ok(write("e", u64(1)));
  for (let n = 0; n < 3; n++) t.is(await readCount(calls, "e"), 1n);
  t.is(await calls.refused(read("e", 8)), "EAGAIN");
  t.is(await readInfo(calls, "e", "eventfd-count"), "0");
});

spec("the count does not overflow: what would not fit waits, or is EAGAIN", async (t, { guest }) => {
  await using calls = await startCalls(guest);
  await calls.ok(eventfd2("e", 0, nonBlocking));
  t.is(await calls.refused(write("e", u64(0xffff_ffff_ffff_ffffn))), "EINVAL");
  await calls.ok(write("e", u64(max)));
  t.like(await calls.ok(poll("e", 0)), { in: true, out: false, error: false });
  t.is(await calls.refused(write("e", u64(1))), "EAGAIN");
  await calls.ok(write("e", u64(0)));
  t.is(await readCount(calls, "e"), max);
  t.like(await calls.ok(poll("e", 0)), { in: false, out: true, error: false });
});

spec("poll() says whether a read or a write would wait", async (t, { guest }) => {
  await using calls = await startCalls(guest);
  await calls.ok(eventfd2("e", 0, nonBlocking));
  t.like(await calls.ok(poll("e", 0)), { in: false, out: true });
  await calls.ok(write("e", u64(1)));
  t.like(await calls.ok(poll("e", 0)), { in: true, out: true });
});

spec("less than 8 bytes are EINVAL, more are read as 8", async (t, { guest }) => {
  await using calls = await startCalls(guest);
  await calls.ok(eventfd2("e", 5, nonBlocking));
  t.is(await calls.refused(read("e", 4)), "EINVAL");
  t.is(await calls.refused(write("e", u32(1))), "EINVAL");
  t.is(new Reply(await calls.ok(read("e", 16))).result, 8);
});

spec("an unknown flag is EINVAL; each eventfd that is open has an ID of its own", async (t, { guest }) => {
  await using calls = await startCalls(guest);
  t.is(await calls.refused(eventfd2("e", 0, 2)), "EINVAL");
  const ids = new Set<string>();
  for (let n = 0; n < 5; n++) {
    await calls.ok(eventfd2(`e${n}`, n + 10, n % 2));
    t.is(await readInfo(calls, `e${n}`, "eventfd-count"), (n + 10).toString(16));
    t.is(await readInfo(calls, `e${n}`, "eventfd-semaphore"), String(n % 2));
    ids.add(await readInfo(calls, `e${n}`, "eventfd-id"));
  }
  t.is(ids.size, 5);
});

spec("a read that waits ends with the write of another program, and takes what it wrote", async (t, { guest }) => {
  await using calls = await startCalls(guest);
  await calls.ok(eventfd2("e", 0, 0));
  const waiting = calls.ok(read("e", 8));
  await guest.until("the read to wait", sh`grep -q eventfd_read /proc/$(pidof labtool)/stack`, 5_000);
  const fd = sh`$(ls -l /proc/$(pidof labtool)/fd | awk '/eventfd/ { print $9; exit }')`;
  t.regex(await guest.$`cat /proc/$(pidof labtool)/fdinfo/${fd}`, /eventfd-count: +0/);
  // /proc/PID/fd cannot open an eventfd; a signal ends the wait without a value.
  t.regex((await guest.fails(sh`echo > /proc/$(pidof labtool)/fd/${fd}`)).stderr, /No such device or address/);
  await guest.$`kill $(pidof labtool)`;
  await t.throwsAsync(waiting, { message: /the program ended/ });
});

spec("1,000 are made and closed, and the IDs are given again", async (t, { guest }) => {
  await using calls = await startCalls(guest);
  await calls.ok(eventfd2("first", 0, 0));
  const first = Number(await readInfo(calls, "first", "eventfd-id"));
  for (let round = 0; round < 10; round++)
    await calls.all(Array.from({ length: 100 }, () => [eventfd2("e", 0, 0), shut("e")]).flat());
  await calls.ok(eventfd2("e", 0, 0));
  t.true(Math.abs(Number(await readInfo(calls, "e", "eventfd-id")) - first) < 50);
});

declareLeakSpec(spec);

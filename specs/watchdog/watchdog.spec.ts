// SPDX-License-Identifier: GPL-2.0-only
// What a watchdog owes who opens it: time as it was asked for, no reset as long as it is told that all is well, one when it
// is not, and none after it was stopped. And what it owes who has it open when its driver goes.
import type { ExecutionContext } from "ava";
import { modular, watchdog } from "../../lab/device/needs.ts";
import { openFlags, file, Reply, shut, write } from "../../harness/guest/calls.ts";
import { readAttribute, startCalls } from "../../harness/guest/attribute.ts";
import { unbind } from "../../harness/guest/pci.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import {
  anything,
  bindWatchdog,
  disableCard,
  fires,
  info,
  keepAlive,
  magic,
  options,
  readSeconds,
  setSeconds,
  start,
} from "./watchdog.ts";

const spec = family("watchdog", { devices: watchdog, timeoutFactor: 3, about: ["watchdog_*"] });

/** Seconds: short, and long enough for a busy host to ping it. */
const short = 4;
/** As long as a watchdog that should not fire is watched. */
const long = 2 * short;

/** The driver goes, which stops a watchdog that was left running, and the machine is as it was. */
async function stop({ guest, device, machine }: SpecContext): Promise<void> {
  await unbind(guest, device.address);
  await machine.qmp.execute("watchdog-set-action", { action: "reset" });
}

spec("identity and options are the same by ioctl and by sysfs", async (t, context) => {
  const node = await bindWatchdog(context);
  await using calls = await startCalls(context.guest);
  await calls.ok(file("w", `/dev/${node}`, openFlags.writeOnly));
  const said = new Reply(await calls.ok(info("w"))).bytes;
  const identity = said.subarray(8).toString().replace(/\0.*$/s, "");
  const folder = `/sys/class/watchdog/${node}`;
  t.is(await readAttribute(calls, `${folder}/identity`), identity);
  t.is(Number(await readAttribute(calls, `${folder}/options`)), said.readUInt32LE(0));
  t.is(await readAttribute(calls, `${folder}/state`), "active");
  t.is(Number(await readAttribute(calls, `${folder}/timeout`)), await readSeconds(calls, "w"));
  await calls.all([write("w", magic), shut("w")]);
  t.is(await readAttribute(calls, `${folder}/state`), "inactive");
  await stop(context);
});

spec("a timeout within the limits is kept; one beyond them is EINVAL, and changes nothing", async (t, context) => {
  const node = await bindWatchdog(context);
  await using calls = await startCalls(context.guest);
  await calls.ok(file("w", `/dev/${node}`, openFlags.writeOnly));
  const limit = async (name: string): Promise<number> =>
    Number(await readAttribute(calls, `/sys/class/watchdog/${node}/${name}`));
  const [least, most] = [await limit("min_timeout"), await limit("max_timeout")];
  context.fact("limits", `${least} to ${most} s`);
  for (const seconds of [most, 60, 61, most - 1]) {
    t.is(new Reply(await calls.ok(setSeconds("w", seconds))).u32(0), seconds, "what was asked for is what is set");
    t.is(await readSeconds(calls, "w"), seconds);
  }
  for (const seconds of [most + 1, least - 1, 0, 0x7fff_ffff, 0xffff_ffff])
    t.is(await calls.refused(setSeconds("w", seconds)), "EINVAL", `${seconds} s`);
  t.is(await readSeconds(calls, "w"), most - 1);
  await calls.all([write("w", magic), shut("w")]);
  await stop(context);
});

spec("it does not fire while it is pinged, by ioctl and by write, and fires when it is not", async (t, context) => {
  const node = await bindWatchdog(context);
  await using calls = await startCalls(context.guest);
  await start(calls, "w", node, short);
  for (const ping of [keepAlive("w"), write("w", anything)]) {
    const fired = await fires(context, 1.5 * short, async () => calls.ok(ping));
    t.false(fired, `it fired though it was told that all is well: ${ping}`);
  }
  t.true(await fires(context, 3 * short), "it never fired");
  await calls.ok(shut("w"));
  await stop(context);
});

spec("it is stopped by a magic close and by its option, and by no other close", async (t, context) => {
  const node = await bindWatchdog(context);
  await using calls = await startCalls(context.guest);
  await start(calls, "w", node, short);
  await calls.all([write("w", magic), shut("w")]);
  t.false(await fires(context, long), "it fired after a magic close");
  await start(calls, "w", node, short);
  await calls.ok(options("w", disableCard));
  t.false(await fires(context, long), "it fired after WDIOS_DISABLECARD");
  await calls.ok(shut("w"));
  // What is written after the magic takes it back.
  await start(calls, "w", node, short);
  await calls.all([write("w", magic), write("w", anything), shut("w")]);
  t.true(await fires(context, 3 * short), "it did not fire after a close without the magic");
  await stop(context);
});

spec("it has one user at a time, by either of its nodes", async (t, context) => {
  const node = await bindWatchdog(context);
  await using calls = await startCalls(context.guest);
  for (const first of [node, "watchdog"]) {
    await calls.ok(file("w", `/dev/${first}`, openFlags.writeOnly));
    for (const second of [node, "watchdog"])
      t.is(
        await calls.refused(file("x", `/dev/${second}`, openFlags.writeOnly)),
        "EBUSY",
        `${second}, with ${first} open`,
      );
    await calls.all([write("w", magic), shut("w")]);
  }
  await stop(context);
});

/** The driver goes while one node is open, and comes back: the file is dead, the machine lives, the next user is not disturbed. */
async function outlive(t: ExecutionContext, context: SpecContext, choose: (node: string) => string): Promise<void> {
  const { guest, device } = context;
  const node = await bindWatchdog(context);
  await using calls = await startCalls(guest);
  await start(calls, "stale", choose(node), short);
  await unbind(guest, device.address);
  const isDead = async (when: string): Promise<void> => {
    for (const call of [keepAlive("stale"), write("stale", anything), info("stale"), setSeconds("stale", 60)])
      t.is(await calls.refused(call), "ENODEV", `${call}, ${when}`);
  };
  await isDead("when the driver is gone");
  t.false(await fires(context, long), "a watchdog without a driver fires");
  t.is(await bindWatchdog(context), node, "its number is free though an old file is open");
  await start(calls, "fresh", choose(node), 60);
  await isDead("when the driver is back");
  await calls.ok(shut("stale"));
  t.is(await readSeconds(calls, "fresh"), 60);
  t.is(await calls.refused(file("second", `/dev/${node}`, openFlags.writeOnly)), "EBUSY", "the new one is still open");
  await calls.all([write("fresh", magic), shut("fresh")]);
  await stop(context);
}

spec("unbound while its own node is open: calls fail, it does not fire, and it is bound anew", async (t, context) => {
  await outlive(t, context, (node) => node);
});

spec("unbound while /dev/watchdog is open: calls fail, it does not fire, and it is bound anew", async (t, context) => {
  await outlive(t, context, () => "watchdog");
});

declareLeakSpec(spec);

spec(
  "with nowayout nothing stops it once it runs",
  { devices: [watchdog, modular], fresh: true },
  async (t, context) => {
    const { guest, device } = context;
    const module = device.driver?.module ?? "";
    await unbind(guest, device.address);
    await guest.$`modprobe -r ${module} && modprobe ${module} nowayout=1`;
    const node = await bindWatchdog(context);
    await using calls = await startCalls(guest);
    t.is(await readAttribute(calls, `/sys/class/watchdog/${node}/nowayout`), "1");
    await start(calls, "w", node, short);
    t.is(await calls.refused(options("w", disableCard)), "EBUSY");
    await calls.all([write("w", magic), shut("w")]);
    t.true(await fires(context, 3 * short), "a magic close stopped it");
  },
);

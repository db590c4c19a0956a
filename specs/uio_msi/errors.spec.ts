// SPDX-License-Identifier: GPL-2.0-only
// What uio_msi refuses, with which errno, and that the device works after it as before.
import { eventfd } from "../../harness/guest/eventfds.ts";
import { fire, trymap, readfd, writefd, pollfd, open } from "../../harness/guest/device-calls.ts";
import type { Command } from "../../harness/guest/command.ts";
import { ioctl, set, set32, setfd } from "./commands.ts";
import { UioSession } from "./uio-session.ts";
import { bind, interruptRows } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { armedUio, fires, openUio, ownEventfds, interruptName, listVectors, wokenEventfds } from "./verbs.ts";

const spec = family("errors", { driver: "uio_msi" });

/** A command, and the errno that it is refused with. */
type RefusedCommand = readonly [command: Command, errno: string];

const all = (errno: string, commands: readonly Command[]): readonly RefusedCommand[] =>
  commands.map((command) => [command, errno]);

/** What a program may do wrong, by the answer. */
const refusals: Readonly<Record<string, (context: SpecContext) => readonly RefusedCommand[]>> = {
  "a vector that the device does not have is refused with EINVAL": (context) =>
    all("EINVAL", [
      ...[set(listVectors(context).length, "v0"), set(listVectors(context).length, -1)],
      ...[set(2147483648, "v0"), set(4294967295, "v0"), set(4294967295, -1)],
    ]),
  "a file that is not an eventfd is refused with EINVAL, whatever it is": () =>
    all("EINVAL", [setfd(0, "pipe"), setfd(0, "uio"), setfd(0, "null"), setfd(0, "epoll"), setfd(0, "memfd")]),
  "a file descriptor that is not open is refused with EBADF": () =>
    all("EBADF", [setfd(0, "closed"), setfd(0, 999999), setfd(0, 2147483647)]),
  "a negative file descriptor other than -1 is refused with EINVAL": () =>
    all("EINVAL", [setfd(0, -2), setfd(0, -5), setfd(0, -2147483647)]),
  "an argument that cannot be read is refused with EFAULT, also if only its end cannot": () =>
    all("EFAULT", [ioctl("set", "null"), ioctl("set", "kernel"), ioctl("set", "unmapped"), ioctl("set", "straddle")]),
  // The number says direction, size, type and number of the command: include/uapi/asm-generic/ioctl.h.
  "any other command is refused with ENOTTY: other numbers, sizes, directions": () =>
    all("ENOTTY", [
      ...[ioctl(0x40084988, "good"), ioctl(0x40044987, "good"), ioctl(0x40104987, "good"), ioctl(0x80084987, "good")],
      ...[ioctl(0xc0084987, "good"), ioctl(0x4987, "good"), ioctl(0x40084887, "good"), ioctl(0, "null")],
      // The largest there is: more than the core copies for a driver.
      ioctl(0x7fff4987, "good"),
    ]),
  "a command that is refused writes nothing to where its argument points": () =>
    // _IOR('I', 0x87, 8 bytes): written there after success alone.
    all("ENOTTY", [
      ...[ioctl(0x80084987, "null"), ioctl(0x80084987, "readonly")],
      ...[ioctl(0x80084987, "unmapped"), ioctl(0x80084987, "null", 32)],
    ]),
  "the same goes for 32-bit programs": (context) => [
    [set32(listVectors(context).length, "v0"), "EINVAL"],
    ...all("EFAULT", [ioctl("set", "null", 32), ioctl("set", "straddle", 32)]),
    ...all("ENOTTY", [ioctl(0x40084988, "good", 32), ioctl(0x40044987, "good", 32)]),
  ],
};

for (const [what, commands] of Object.entries(refusals))
  spec(`${what}; all vectors still work`, async (t, context) => {
    await using uio = await armedUio(context);
    for (const [command, errno] of commands(context)) {
      t.is(await uio.refused(command), errno, command.text);
      t.deepEqual(Object.keys(await fires(uio, 0)), ["v0"], `vector 0 after ${command}`);
    }
    t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
  });

spec("a refused first eventfd leaves a vector unused", { profile: "default" }, async (t, context) => {
  await using uio = await openUio(context);
  t.is(await uio.refused(setfd(1, "pipe")), "EINVAL");
  t.is(await uio.refused(setfd(1, "closed")), "EBADF");
  t.deepEqual(await interruptRows(context.guest, "uio_msi"), []);
});

spec(
  "an argument may end with its page, be unaligned, or be where nothing can be written",
  { profile: "default" },
  async (t, context) => {
    await using uio = await armedUio(context);
    for (const where of ["last", "unaligned", "readonly"] as const)
      for (const bits of [undefined, 32] as const) {
        await uio.ok(set(0, "v0"));
        // The argument says: release vector 0.
        await uio.ok(ioctl("set", where, bits));
        t.false(
          (await interruptRows(context.guest, "uio_msi")).includes(interruptName(context, 0)),
          `${where} ${bits ?? 64}`,
        );
      }
  },
);

spec("a 32-bit program sets and releases vectors as any other", async (t, context) => {
  await using uio = await armedUio(context);
  await uio.all([eventfd("other"), set32(1, "other")]);
  t.deepEqual(Object.keys(await fires(uio, 1, "other")), ["other"]);
  await uio.all([set32(1, -1), fire(1)]);
  t.deepEqual(Object.keys(await fires(uio, 2)), ["v2"]);
  // What it sent meanwhile is pending in a device that cannot be reset: not for the next spec.
  await uio.ok(set(1, "v1"));
});

spec(
  "with its memory decoding turned off the device is refused with EIO, and works when it is on again",
  async (t, context) => {
    const { guest, device } = context;
    await using uio = await armedUio(context);
    await guest.$`labtool pci ${device.address} set memory off`;
    try {
      t.is(await uio.refused(set(0, "v1")), "EIO");
      t.is(await uio.refused(set(0, -1)), "EIO");
    } finally {
      await guest.$`labtool pci ${device.address} set memory on`;
    }
    t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
  },
);

spec("a mapping that the device does not have, or that is too long, is refused with EINVAL", async (t, context) => {
  await using uio = await openUio(context);
  // BAR0 of both NICs is 32 pages: lab/device.ts.
  await uio.all([trymap(0, 1), trymap(0, 32)]);
  t.is(await uio.refused(trymap(0, 33)), "EINVAL");
  t.is(await uio.refused(trymap(3, 1)), "EINVAL");
  t.is(await uio.refused(trymap(1000, 1)), "EINVAL");
});

spec("there is nothing to read or write, and nothing to wait for: each says so at once", async (t, context) => {
  await using uio = await armedUio(context);
  t.is(await uio.refused(readfd()), "EIO");
  t.is(await uio.refused(readfd("block")), "EIO");
  t.is(await uio.refused(writefd(0)), "EIO");
  t.is(await uio.refused(writefd(1)), "EIO");
  t.like(await uio.ok(pollfd(30000)), { error: true });
  await fires(uio, 0);
  t.is(await uio.refused(readfd()), "EIO", "also after an interrupt");
});

/** What the kernel has logged in this spec; not what the lab has. */
async function logged(context: SpecContext): Promise<readonly string[]> {
  return (await context.kernelLog()).split("\n").filter((line) => line.trim() !== "" && !line.includes("msixlab:"));
}

async function askAll(uio: UioSession, context: SpecContext): Promise<void> {
  const commands = Object.values(refusals).flatMap((some) => some(context));
  // Whether each is refused is the business of the specs above.
  await Promise.all(commands.map(([command]) => uio.ask(command)));
}

spec("no refusal is logged: a program cannot flood the kernel's log", async (t, context) => {
  await using uio = await armedUio(context);
  const before = await logged(context);
  const rounds = 10;
  for (let round = 0; round < rounds; round++) await askAll(uio, context);
  const since = (await logged(context)).slice(before.length);
  // Nothing that names the driver or the device. Something else may be logged meanwhile (a slow timer, on a busy host);
  // a refusal that names neither would be there in each round.
  const own = since.filter((line) => line.includes("uio") || line.includes(context.device.address));
  t.deepEqual(own, []);
  t.true(since.length < rounds, since.join("\n"));
});

spec("no refusal is logged for a device that does not decode, or that is gone", async (t, context) => {
  const { guest, device } = context;
  await using uio = await armedUio(context);
  const states = {
    "memory decoding is off": sh`labtool pci ${device.address} set memory off`,
    "it is unbound": sh`labtool pci ${device.address} set memory on; echo ${device.address} > /sys/bus/pci/drivers/uio_msi/unbind`,
  };
  for (const [what, script] of Object.entries(states)) {
    await guest.run(script);
    const before = await logged(context);
    for (const command of [set(0, "v1"), set(0, -1)]) t.is(await uio.refused(command), "EIO", what);
    const since = (await logged(context)).slice(before.length);
    t.deepEqual(
      since.filter((line) => line.includes("uio") || line.includes(device.address)),
      [],
      what,
    );
  }
});

/** Of the core: what a driver does not offer is not there. It is so without the series, too. */
const core = family("errors", { driver: "uio_pci_generic", profile: "default" });

core("a driver of Userspace I/O without ioctls of its own refuses all with ENOTTY", async (t, { guest, device }) => {
  await bind(guest, device.address, "uio_pci_generic");
  await using uio = await UioSession.start(guest, device.address);
  await uio.ok(open());
  for (const command of [ioctl("set", "good"), ioctl("set", "good", 32), ioctl(0, "null"), ioctl(0x7fff4987, "good")])
    t.is(await uio.refused(command), "ENOTTY", command.text);
});

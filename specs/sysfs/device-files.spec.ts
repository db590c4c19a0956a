// SPDX-License-Identifier: GPL-2.0-only
// A PCI function's binary files: config, resourceN and rom. Each width at each place, the ends, and what is left of them
// when the device goes.
import { endpoint, need, notVirtual } from "../../lab/device/needs.ts";
import { file, read, write, mmap, munmap, shut, load, loaded, Reply } from "../../harness/guest/calls.ts";
import { u16, u32, u8 } from "../../harness/guest/bytes.ts";
import { startCalls } from "../../harness/guest/attribute.ts";
import { unbind } from "../../harness/guest/pci.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";

const about = [
  "pci_read_*",
  "pci_write_*",
  "pci_mmap_*",
  "pci_resource_*",
  "pci_user_*",
  "proc_bus_pci_*",
  "pci_create_*",
  "pci_remove_*",
];
const spec = family("pci-files", { devices: endpoint, variants: "any", about });

const folder = ({ device }: SpecContext): string => `/sys/bus/pci/devices/${device.address}`;
const page = 4096;

spec("config space reads the same in each width at each offset", async (t, context) => {
  await using calls = await startCalls(context.guest);
  await calls.ok(file("config", `${folder(context)}/config`));
  const whole = new Reply(await calls.ok(read("config", 64, 0))).bytes;
  for (const width of [1, 2, 3, 4, 5, 8, 13]) {
    const offsets = Array.from({ length: 64 - width + 1 }, (_, at) => at);
    const answers = await calls.all(offsets.map((at) => read("config", width, at)));
    for (const [at, answer] of answers.entries())
      t.deepEqual(new Reply(answer).bytes, whole.subarray(at, at + width), `${width} bytes at ${at}`);
  }
});

spec("at the end of config space reads and writes are cut short", async (t, context) => {
  await using calls = await startCalls(context.guest);
  await calls.ok(file("config", `${folder(context)}/config`));
  const size = Number(await context.guest.$`stat -c %s ${folder(context)}/config`);
  t.true([256, 4096].includes(size));
  t.is(new Reply(await calls.ok(read("config", 16, size - 3))).result, 3);
  t.is(new Reply(await calls.ok(read("config", 4, size))).result, 0);
  t.is(new Reply(await calls.ok(read("config", 4, size + 1000))).result, 0);
  const beyond = await calls.ask(write("config", u32(0), size));
  t.true(!beyond.ok || new Reply(beyond).result === 0);
});

// Interrupt line: a register for software alone, 8 bits of scratch memory (PCI Local Bus Specification 3.0, 6.2.4).
spec(
  "config space is written in each width at odd offsets too, and nothing beside it",
  { devices: [endpoint, notVirtual] },
  async (t, context) => {
    await unbind(context.guest, context.device.address);
    await using calls = await startCalls(context.guest);
    await calls.ok(file("config", `${folder(context)}/config`));
    const line = 0x3c;
    const around = new Reply(await calls.ok(read("config", 8, line - 4))).bytes;
    const writes: readonly (readonly [number, string])[] = [
      [line, u8(0x11)],
      [line, u16(0x22)],
      [line, u32(0x33)],
      [line - 1, u16(0x4400)],
      [line - 2, u32(0x55_0000)],
    ];
    for (const [at, bytes] of writes) {
      await calls.ok(write("config", bytes, at));
      const wanted = Number.parseInt(bytes.slice(2 * (line - at), 2 * (line - at) + 2), 16);
      const now = new Reply(await calls.ok(read("config", 8, line - 4))).bytes;
      t.is(now[4], wanted, `${bytes} at ${at}`);
      t.deepEqual(
        [...now.subarray(0, 4), ...now.subarray(5)],
        [...around.subarray(0, 4), ...around.subarray(5)],
        `${bytes} at ${at}`,
      );
    }
    await calls.ok(write("config", u8(around[4] ?? 0), line));
  },
);

const memory = need("with a BAR of memory of a page at least", ({ bars }) =>
  bars.some(({ kind, size }) => kind === "memory" && size >= page),
);

spec(
  "a memory BAR is mapped in whole and in part, and not beyond its end",
  { devices: [memory, endpoint] },
  async (t, context) => {
    const { device } = context;
    await unbind(context.guest, device.address);
    await using calls = await startCalls(context.guest);
    for (const { index, size } of device.bars.filter((bar) => bar.kind === "memory" && bar.size >= page)) {
      await calls.ok(file("bar", `${folder(context)}/resource${index}`));
      await calls.ok(mmap("whole", "bar", size, 0));
      await calls.ok(mmap("last", "bar", page, size - page));
      for (const [length, at] of [
        [size + page, 0],
        [page, size],
        [2 * page, size - page],
        [page, size + 64 * page],
      ] as const)
        t.is(await calls.refused(mmap("more", "bar", length, at)), "EINVAL", `BAR${index}: ${length} at ${at}`);
      await calls.all([munmap("whole"), munmap("last"), shut("bar")]);
    }
  },
);

const ports = need("with an I/O BAR", ({ bars }) => bars.some(({ kind }) => kind === "io"));

spec(
  "the ports of an I/O BAR are read in 1, 2 and 4 bytes, and not beyond its end",
  { devices: [ports, endpoint] },
  async (t, context) => {
    const { device, guest } = context;
    const bar = device.bars.find(({ kind }) => kind === "io");
    await unbind(guest, device.address);
    await using calls = await startCalls(guest);
    await guest.$`echo 1 > ${folder(context)}/enable`;
    await calls.ok(file("bar", `${folder(context)}/resource${bar?.index}`));
    for (const width of [1, 2, 4]) t.is(new Reply(await calls.ok(read("bar", width, 0))).result, width);
    for (const width of [3, 8]) t.is(await calls.refused(read("bar", width, 0)), "EINVAL", `${width} bytes`);
    const size = bar?.size ?? 0;
    t.is(new Reply(await calls.ok(read("bar", 4, size))).result, 0, "behind the end there is nothing");
    // sysfs itself cuts what goes across the end of the file: 4 bytes become 2.
    t.is(new Reply(await calls.ok(read("bar", 4, size - 2))).result, 2);
    await guest.$`echo 0 > ${folder(context)}/enable`;
  },
);

spec(
  "files that a program has open are gone with the device",
  { devices: [memory, endpoint, notVirtual] },
  async (t, context) => {
    const { device, guest } = context;
    const bar = device.bars.find(({ kind, size }) => kind === "memory" && size >= page);
    await unbind(guest, device.address);
    await using calls = await startCalls(guest);
    await calls.all([
      file("config", `${folder(context)}/config`),
      file("bar", `${folder(context)}/resource${bar?.index}`),
      mmap("registers", "bar", page, 0),
      load("registers", 0, 4),
    ]);
    await guest.$`echo 1 > ${folder(context)}/remove`;
    t.is(await calls.refused(read("config", 4, 0)), "ENODEV");
    t.is(await calls.refused(mmap("late", "bar", page, 0)), "ENODEV");
    await guest.$`echo 1 > /sys/bus/pci/rescan && test -e ${folder(context)}`;
    t.is(await calls.refused(read("config", 4, 0)), "ENODEV", "the new one is another device");
    await calls.ok(file("fresh", `${folder(context)}/config`));
    t.is(new Reply(await calls.ok(read("fresh", 2, 0))).value, BigInt(device.vendor));
  },
);

spec("a ROM is shut until it is opened by 1, and shut again by 0", async (t, context) => {
  const { guest, device } = context;
  await unbind(guest, device.address);
  await using calls = await startCalls(guest);
  if (!(await calls.ask(file("rom", `${folder(context)}/rom`))).ok) return void t.pass("the device has no ROM");
  t.is(await calls.refused(read("rom", 2, 0)), "EINVAL");
  await calls.ok(write("rom", u8(0x31), 0));
  const answer = await calls.ask(read("rom", 2, 0));
  if (answer.ok) t.is(new Reply(answer).value, 0xaa55n, "the signature of a ROM");
  else t.is(answer.errno, "EIO");
  await calls.ok(write("rom", u8(0x30), 0));
  t.is(await calls.refused(read("rom", 2, 0)), "EINVAL");
});

spec(
  "a mapping by sysfs shows what the device has there, for two programs at a time",
  { devices: [memory, endpoint] },
  async (t, context) => {
    const { device, guest } = context;
    const bar = device.bars.find(({ kind, size }) => kind === "memory" && size >= page);
    await unbind(guest, device.address);
    await guest.$`echo 1 > ${folder(context)}/enable`;
    await using one = await startCalls(guest);
    await using two = await startCalls(guest);
    for (const calls of [one, two])
      await calls.all([file("bar", `${folder(context)}/resource${bar?.index}`), mmap("m", "bar", page, 0)]);
    for (const at of [0, 8]) t.is(loaded(await one.ok(load("m", at, 4))), loaded(await two.ok(load("m", at, 4))));
    await guest.$`echo 0 > ${folder(context)}/enable`;
  },
);

spec("/proc/bus/pci shows the same config space, and ends where that ends", async (t, context) => {
  const [, bus, place] = /^0000:(..):(.*)$/.exec(context.device.address) ?? [];
  await using calls = await startCalls(context.guest);
  await calls.all([file("config", `${folder(context)}/config`), file("proc", `/proc/bus/pci/${bus}/${place}`)]);
  const size = Number(await context.guest.$`stat -c %s ${folder(context)}/config`);
  for (const [count, at] of [
    [64, 0],
    [1, 1],
    [3, 5],
    [16, 17],
    [4, size - 4],
    [8, size - 3],
  ] as const) {
    const [one, two] = [
      new Reply(await calls.ok(read("config", count, at))),
      new Reply(await calls.ok(read("proc", count, at))),
    ];
    t.deepEqual(two.bytes, one.bytes, `${count} at ${at}`);
  }
  t.is(new Reply(await calls.ok(read("proc", 4, size))).result, 0);
});

declareLeakSpec(spec);

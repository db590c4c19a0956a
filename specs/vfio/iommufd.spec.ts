// SPDX-License-Identifier: GPL-2.0-only
// Address spaces of /dev/iommu (Documentation/userspace-api/iommufd.rst), with and without a device in them.
import { wire } from "../../lab/device/needs.ts";
import { ioctl, load, memory, Reply, type SystemCall } from "../../harness/guest/calls.ts";
import { close, dma, map as mapBar, master, tx } from "../../harness/guest/device-calls.ts";
import { u32 } from "../../harness/guest/bytes.ts";
import { labFrame } from "../../harness/guest/network.ts";
import type { GuestProgram } from "../../harness/guest/program.ts";
import { expectFault } from "../../harness/spec/dma.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import {
  destroy,
  everything,
  ioasAlloc,
  ioasCopy,
  ioasMap,
  ioasRanges,
  ioasUnmap,
  option,
} from "../../harness/spec/iommufd-uapi.ts";
import { wayNeeds } from "../../harness/spec/vfio.ts";
import { driver, openVfio, vfioDevices } from "./vfio.ts";

const about = ["iommufd_*", "iopt_*", "iommu_*", "pfn_*"];
const spec = family("iommufd", { driver, devices: vfioDevices, ...wayNeeds.iommufd, about });

const page = 0x1000;
const start = 0x1_0000_0000;

/** How many bytes an unmap says that it unmapped. */
async function unmapped(
  vfio: GuestProgram,
  ioas: number,
  iova: number | bigint,
  length: number | bigint,
): Promise<number> {
  return Number(new Reply(await vfio.ok(ioasUnmap("container", ioas, iova, length))).u64(16));
}

const map = (ioas: number, iova: number | undefined, pages = 1, flags?: number): SystemCall =>
  ioasMap("container", {
    ioas,
    memory: "m",
    length: pages * page,
    ...(iova === undefined ? {} : { iova }),
    ...(flags === undefined ? {} : { flags }),
  });

/** The address space that the device was attached to: the one that a mapping goes to. */
async function deviceSpace(vfio: GuestProgram, empty: number): Promise<number> {
  for (let id = 1; id < empty; id++) {
    const answer = await vfio.ask(map(id, start));
    if (!answer.ok) continue;
    await vfio.ok(ioasUnmap("container", id, start, page));
    return id;
  }
  return empty;
}

/** A program with the device open in the address space `used`, a space `empty` without any, and 64 pages called `m`. */
async function withSpaces(context: SpecContext): Promise<{ vfio: GuestProgram; used: number; empty: number }> {
  const vfio = await openVfio(context, "iommufd");
  await vfio.ok(memory("m", 64 * page));
  const empty = new Reply(await vfio.ok(ioasAlloc("container"))).u32(8);
  return { vfio, used: await deviceSpace(vfio, empty), empty };
}

spec("memory is mapped at a place, or where the kernel likes, and unmapped in whole", async (t, context) => {
  const { vfio, used, empty } = await withSpaces(context);
  for (const ioas of [empty, used]) {
    await vfio.ok(map(ioas, start, 4));
    t.is(await unmapped(vfio, ioas, start, 4 * page), 4 * page);
    t.is(await vfio.refused(ioasUnmap("container", ioas, start, page)), "ENOENT", "nothing is there any more");
    const places = new Set<bigint>();
    for (let n = 0; n < 5; n++) places.add(new Reply(await vfio.ok(map(ioas, undefined, 3))).u64(32));
    t.is(places.size, 5);
    t.is(await unmapped(vfio, ioas, everything.iova, everything.length), 15 * page);
    t.is(await unmapped(vfio, ioas, everything.iova, everything.length), 0, "all of nothing");
  }
  await vfio[Symbol.asyncDispose]();
});

spec(
  "what overlaps is EEXIST, what cuts a mapping ENOENT, what makes no sense EINVAL or EOPNOTSUPP",
  async (t, context) => {
    const { vfio, empty } = await withSpaces(context);
    await vfio.ok(map(empty, start + 4 * page, 4));
    for (const [at, pages] of [
      [4, 4],
      [4, 1],
      [7, 2],
      [0, 16],
    ] as const)
      t.is(await vfio.refused(map(empty, start + at * page, pages)), "EEXIST", `${pages} pages at ${at}`);
    for (const [at, pages] of [
      [4, 1],
      [5, 3],
      [6, 4],
    ] as const)
      t.is(
        await vfio.refused(ioasUnmap("container", empty, start + at * page, pages * page)),
        "ENOENT",
        `${pages} pages at ${at}`,
      );
    t.is(await vfio.refused(map(empty, start, 0)), "EINVAL");
    t.is(await vfio.refused(map(empty, start, 1, 0)), "EINVAL", "no access");
    t.is(await vfio.refused(map(empty, start, 1, 0x86)), "EOPNOTSUPP", "an unknown flag");
    t.is(await vfio.refused(map(999, start)), "ENOENT", "no such space");
    t.is(await vfio.refused(ioctl("container", 0x3b85, u32(8, 0))), "EINVAL", "a structure that is too short");
    t.is(await vfio.refused(ioctl("container", 0x3bff, u32(8, 0))), "ENOTTY");
    t.is(await unmapped(vfio, empty, start, 16 * page), 4 * page);
    await vfio[Symbol.asyncDispose]();
  },
);

spec(
  "a space that a device is in cannot be destroyed; another can, once, with all that is mapped",
  async (t, context) => {
    const { vfio, used, empty } = await withSpaces(context);
    t.is(await vfio.refused(destroy("container", used)), "EBUSY");
    await vfio.ok(map(empty, start, 8));
    await vfio.ok(destroy("container", empty));
    t.is(await vfio.refused(destroy("container", empty)), "ENOENT");
    t.is(await vfio.refused(map(empty, start)), "ENOENT");
    for (let round = 0; round < 20; round++) {
      const id = new Reply(await vfio.ok(ioasAlloc("container"))).u32(8);
      await vfio.ok(map(id, start, 4));
      await vfio.ok(destroy("container", id));
    }
    await vfio[Symbol.asyncDispose]();
  },
);

spec("memory is copied from one space to another, and outlives its unmapping in the first", async (t, context) => {
  const { vfio, used, empty } = await withSpaces(context);
  await vfio.ok(map(empty, start, 8));
  await vfio.ok(ioasCopy("container", used, empty, 4 * page, start, start + 2 * page));
  t.is(await unmapped(vfio, empty, start, 8 * page), 8 * page);
  t.is(await unmapped(vfio, used, start, 4 * page), 4 * page);
  t.is(await vfio.refused(ioasCopy("container", used, empty, page, start, start)), "ENOENT");
  await vfio[Symbol.asyncDispose]();
});

spec("a device is moved to another space, taken out, and put in again", async (t, context) => {
  const { vfio, used, empty } = await withSpaces(context);
  // VFIO_DEVICE_ATTACH_IOMMUFD_PT, _DETACH_IOMMUFD_PT.
  const attach = (id: number): SystemCall => ioctl("device", 0x3b77, u32(12, 0, id));
  const detach = ioctl("device", 0x3b78, u32(8, 0));
  await vfio.ok(map(used, start, 4));
  // Behind virtio-iommu a device is not moved to a space with mappings: EADDRINUSE (measured with Linux 6.12).
  if (context.run.cell.iommu !== "virtio") await vfio.ok(map(empty, start, 4));
  for (let round = 0; round < 5; round++) {
    await vfio.ok(attach(empty));
    t.is(await vfio.refused(destroy("container", empty)), "EBUSY");
    await vfio.ok(detach);
    await vfio.ok(attach(used));
  }
  await vfio.ok(destroy("container", empty));
  await vfio.ok(detach);
  await vfio.ok(destroy("container", used));
  await vfio[Symbol.asyncDispose]();
});

spec("the addresses that a device can use are told, with none of its interrupts' among them", async (t, context) => {
  const { vfio, used } = await withSpaces(context);
  const short = await vfio.ask(ioasRanges("container", used, 0, "m"));
  t.is(short.errno, "EMSGSIZE");
  const count = new Reply(short).u32(8);
  t.true(count > 0);
  await vfio.ok(ioasRanges("container", used, count, "m"));
  const ranges: [bigint, bigint][] = [];
  for (let n = 0; n < count; n++) {
    const [first, last] = await vfio.all([load("m", 16 * n, 8), load("m", 16 * n + 8, 8)]);
    ranges.push([BigInt(String(first?.value)), BigInt(String(last?.value))]);
  }
  t.true(ranges.every(([first, last]) => first <= last));
  t.false(ranges.some(([first, last]) => first <= 0xfee0_0000n && 0xfee0_0000n <= last));
  t.is(await vfio.refused(map(used, 0xfee0_0000)), "EINVAL");
  await vfio[Symbol.asyncDispose]();
});

spec("options are read and set", async (t, context) => {
  const { vfio, empty } = await withSpaces(context);
  // IOMMU_OPTION_HUGE_PAGES of a space.
  t.is(new Reply(await vfio.ok(option("container", 1, "get", empty))).u64(16), 1n);
  await vfio.ok(option("container", 1, "set", empty, 0));
  t.is(new Reply(await vfio.ok(option("container", 1, "get", empty))).u64(16), 0n);
  t.is(await vfio.refused(option("container", 1, "set", empty, 2)), "EINVAL");
  t.is(await vfio.refused(option("container", 99, "get", empty)), "EOPNOTSUPP");
  await vfio[Symbol.asyncDispose]();
});

spec("500 mappings come and go", { profile: "default" }, async (t, context) => {
  const { vfio, used } = await withSpaces(context);
  for (let round = 0; round < 3; round++) {
    await vfio.all(Array.from({ length: 500 }, (_, n) => map(used, start + 2 * n * page)));
    await vfio.all(Array.from({ length: 250 }, (_, n) => ioasUnmap("container", used, start + 4 * n * page, page)));
    t.is(await unmapped(vfio, used, everything.iova, everything.length), 250 * page);
  }
  await vfio[Symbol.asyncDispose]();
});

spec("closing /dev/iommu before the device, and the device before /dev/iommu", async (t, context) => {
  const { guest } = context;
  const closing = await withSpaces(context);
  await closing.vfio.ok(map(closing.used, start, 16));
  // The device first, then /dev/iommu; the kernel closes the files of a program that is killed in the order of their numbers.
  await closing.vfio.ok(close());
  await closing.vfio[Symbol.asyncDispose]();
  const killed = await withSpaces(context);
  await killed.vfio.ok(map(killed.used, start, 16));
  await guest.$`kill -9 $(pidof labtool)`;
  await killed.vfio.ended;
  const { vfio } = await withSpaces(context);
  t.true((await vfio.ok(close())).ok);
  await vfio[Symbol.asyncDispose]();
});

spec(
  "the device reaches what is mapped, and not what was unmapped",
  { devices: [...vfioDevices, wire], dma: ["translating"], fresh: true },
  async (t, context) => {
    expectFault(context, "the rings were unmapped");
    await using vfio = await openVfio(context, "iommufd");
    await vfio.all([mapBar("BAR0"), master("on"), dma()]);
    t.true((await vfio.ok(tx(labFrame("mapped"), 2000))).done);
    for (let id = 1; id < 8; id++) await vfio.ask(ioasUnmap("container", id, everything.iova, everything.length));
    t.false((await vfio.ok(tx(labFrame("unmapped"), 200))).done);
  },
);

declareLeakSpec(spec);

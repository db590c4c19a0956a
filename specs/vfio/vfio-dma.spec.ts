// SPDX-License-Identifier: GPL-2.0-only
// What a program lets its device reach, by a container of type 1 (drivers/vfio/vfio_iommu_type1.c): nothing else is in
// reach, and what was given is given back.
import { wire } from "../../lab/device/needs.ts";
import { file, ioctl, memory, mmap, Reply, type SystemCall } from "../../harness/guest/calls.ts";
import { close, dma, map as mapBar, master, tx } from "../../harness/guest/device-calls.ts";
import { u32 } from "../../harness/guest/bytes.ts";
import { labFrame } from "../../harness/guest/network.ts";
import type { GuestProgram } from "../../harness/guest/program.ts";
import { expectFault } from "../../harness/spec/dma.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import { wayNeeds } from "../../harness/spec/vfio.ts";
import { mapDma, unmapDma, vfioRequests } from "../../harness/spec/vfio-uapi.ts";
import { driver, openVfio, vfioDevices } from "./vfio.ts";

const about = [
  "vfio_iommu_*",
  "vfio_dma_*",
  "vfio_pin_*",
  "vfio_unpin_*",
  "vfio_unmap_*",
  "vfio_remove_dma",
  "iommu_map*",
  "iommu_unmap*",
  "intel_iommu_*",
  "viommu_*",
  "__domain_mapping",
  "domain_unmap",
];
const spec = family("vfio-dma", { driver, devices: vfioDevices, ...wayNeeds.type1, about });

const page = 0x1000;
/** Above all that QEMU's machines have at fixed places. */
const start = 0x1_0000_0000;
const all = 2; // VFIO_DMA_UNMAP_FLAG_ALL

/** A program with the device open, and 64 pages of memory called `m`. */
async function withMemory(context: SpecContext): Promise<GuestProgram> {
  const vfio = await openVfio(context, "type1");
  await vfio.ok(memory("m", 64 * page));
  return vfio;
}

/** How many bytes an unmap says that it unmapped. */
async function unmapped(vfio: GuestProgram, iova: number | bigint, size: number | bigint, flags = 0): Promise<number> {
  return Number(new Reply(await vfio.ok(unmapDma(iova, size, flags))).u64(16));
}

const map = (iova: number | bigint, pages = 1): SystemCall => mapDma({ memory: "m", iova, size: pages * page });

/** VmPin of the program: what is pinned of its memory, in KiB, if the kernel counts that there. */
async function pinned({ guest }: SpecContext): Promise<number> {
  return Number(await guest.$`awk '/^VmLck/ { print $2 }' /proc/$(pidof labtool)/status`);
}

spec("memory is mapped, and unmapped in whole; how much it was comes back", async (t, context) => {
  await using vfio = await withMemory(context);
  await vfio.ok(map(start, 4));
  t.is(await unmapped(vfio, start, 4 * page), 4 * page);
  t.is(await unmapped(vfio, start, 4 * page), 0, "nothing is there any more");
  await vfio.all([map(start, 2), map(start + 2 * page, 2), map(start + 8 * page, 2)]);
  t.is(await unmapped(vfio, start, 16 * page), 6 * page, "several in one go");
});

spec("what overlaps a mapping is EEXIST, and what would cut one EINVAL", async (t, context) => {
  await using vfio = await withMemory(context);
  await vfio.ok(map(start + 4 * page, 4));
  for (const [at, pages] of [
    [4, 4],
    [4, 1],
    [7, 1],
    [3, 2],
    [7, 2],
    [0, 16],
  ] as const)
    t.is(await vfio.refused(map(start + at * page, pages)), "EEXIST", `${pages} pages at ${at}`);
  for (const [at, pages] of [
    [4, 1],
    [5, 3],
    [7, 1],
    [6, 4],
    [2, 4],
  ] as const)
    t.is(await vfio.refused(unmapDma(start + at * page, pages * page)), "EINVAL", `${pages} pages at ${at}`);
  await vfio.all([map(start + 3 * page), map(start + 8 * page)]);
  t.is(await unmapped(vfio, start + 3 * page, 6 * page), 6 * page);
});

spec("what is no page, wraps, or lets the device do nothing is EINVAL", async (t, context) => {
  await using vfio = await withMemory(context);
  const last = 0xffff_ffff_ffff_f000n;
  const refused: Readonly<Record<string, SystemCall>> = {
    "half a page": mapDma({ memory: "m", iova: start, size: page / 2 }),
    "between pages": mapDma({ memory: "m", iova: start + 8, size: page }),
    "no length": mapDma({ memory: "m", iova: start, size: 0 }),
    "no access": mapDma({ memory: "m", iova: start, size: page, flags: 0 }),
    "an unknown flag": mapDma({ memory: "m", iova: start, size: page, flags: 0x83 }),
    "a wrap": mapDma({ memory: "m", iova: last, size: 2 * page }),
    "the end of all addresses": mapDma({ memory: "m", iova: 0, size: last }),
    "unmap half a page": unmapDma(start, page / 2),
    "unmap nothing": unmapDma(start, 0),
    "unmap a wrap": unmapDma(last, 2 * page),
    "unmap all, from somewhere": unmapDma(start, page, all),
    "unmap with an unknown flag": unmapDma(start, page, 0x80),
  };
  for (const [what, command] of Object.entries(refused)) t.is(await vfio.refused(command), "EINVAL", what);
});

spec("memory that is not there, or not writable, is EFAULT, and leaves no mapping", async (t, context) => {
  await using vfio = await withMemory(context);
  await vfio.ok(file("zero", "/proc/self/exe", 0));
  await vfio.ok(mmap("text", "zero", page, 0, "read"));
  const readOnly = (flags: number): SystemCall => mapDma({ memory: "text", iova: start, size: page, flags });
  t.is(await vfio.refused(readOnly(3)), "EFAULT");
  t.is(await unmapped(vfio, start, page), 0);
  await vfio.ok(readOnly(1));
  t.is(await unmapped(vfio, start, page), page);
  // The pages behind those that there are.
  t.is(await vfio.refused(mapDma({ memory: "m", iova: start, size: 0x4000_0000 })), "EFAULT");
  t.is(await unmapped(vfio, 0, 0, all), 0);
  await vfio.ok(map(start));
});

spec("all is unmapped at once, and there may be nothing", async (t, context) => {
  await using vfio = await withMemory(context);
  t.is(await unmapped(vfio, 0, 0, all), 0);
  for (let n = 0; n < 10; n++) await vfio.ok(map(start + 16 * n * page, n + 1));
  t.is(await unmapped(vfio, 0, 0, all), 55 * page);
  await vfio.ok(map(start, 64));
});

spec("there are no more mappings than dma_entry_limit, and each unmap makes room", async (t, context) => {
  const { guest } = context;
  const parameter = "/sys/module/vfio_iommu_type1/parameters/dma_entry_limit";
  await guest.$`modprobe vfio_iommu_type1`;
  const before = await guest.read(parameter);
  await guest.$`echo 3 > ${parameter}`;
  try {
    await using vfio = await withMemory(context);
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 3; n++) await vfio.ok(map(start + n * page));
      t.is(await vfio.refused(map(start + 3 * page)), "ENOSPC");
      t.is(await vfio.refused(map(start)), "EEXIST");
      t.is(await unmapped(vfio, start + page, page), page);
      await vfio.ok(map(start + 3 * page));
      t.is(await unmapped(vfio, 0, 0, all), 3 * page);
    }
    // A mapping that failed takes no room.
    for (let n = 0; n < 5; n++)
      t.is(await vfio.refused(mapDma({ memory: "m", iova: start, size: 0x4000_0000 })), "EFAULT");
    for (let n = 0; n < 3; n++) await vfio.ok(map(start + n * page));
  } finally {
    await guest.$`echo ${before} > ${parameter}`;
  }
});

spec("the container says page sizes, and refuses addresses that it does not have", async (t, context) => {
  await using vfio = await withMemory(context);
  const info = new Reply(await vfio.ok(ioctl("container", vfioRequests.iommuGetInfo, u32(512, 0), 512)));
  t.is(info.u32(4) & 1, 1, "page sizes");
  t.is(info.u64(8) & 0x1000n, 0x1000n);
  t.is(info.u32(4) & 2, 2, "capabilities");
  const ranges: [bigint, bigint][] = [];
  let available: number | undefined;
  for (let at = info.u32(16); at !== 0; at = info.u32(at + 4)) {
    // VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE, _DMA_AVAIL.
    if (info.u16(at) === 1)
      for (let n = 0; n < info.u32(at + 8); n++) ranges.push([info.u64(at + 16 + 16 * n), info.u64(at + 24 + 16 * n)]);
    if (info.u16(at) === 3) available = info.u32(at + 8);
  }
  t.true(ranges.length > 0);
  t.true((available ?? 0) > 0);
  const within = (iova: bigint): boolean => ranges.some(([first, last]) => first <= iova && iova <= last);
  // The window of message-signalled interrupts, and the last page of 64 bits.
  for (const iova of [0xfee0_0000n, 0xffff_ffff_ffff_f000n])
    if (!within(iova)) t.is(await vfio.refused(mapDma({ memory: "m", iova, size: page })), "EINVAL", iova.toString(16));
  t.false(within(0xfee0_0000n), "interrupts' addresses are no memory");
  const [, last = 0n] = ranges.at(-1) ?? [];
  await vfio.ok(mapDma({ memory: "m", iova: last + 1n - BigInt(page), size: page }));
});

spec("what is pinned is the program's locked memory, until it is unmapped or closed", async (t, context) => {
  const vfio = await withMemory(context);
  const before = await pinned(context);
  await vfio.ok(map(start, 32));
  const during = await pinned(context);
  t.is(during - before, 128, "32 pages");
  await unmapped(vfio, start, 32 * page);
  t.is(await pinned(context), before);
  await vfio.ok(map(start, 32));
  await vfio.ok(close());
  t.is(await pinned(context), before);
  await vfio[Symbol.asyncDispose]();
});

spec("2,000 mappings come and go, one by one and all at once", { profile: "default" }, async (t, context) => {
  await using vfio = await withMemory(context);
  for (let round = 0; round < 4; round++) {
    await vfio.all(Array.from({ length: 500 }, (_, n) => map(start + 2 * n * page)));
    await vfio.all(Array.from({ length: 250 }, (_, n) => unmapDma(start + 4 * n * page, page)));
    t.is(await unmapped(vfio, 0, 0, all), 250 * page);
  }
});

spec(
  "the device reaches what is mapped, and not what was unmapped",
  { devices: [...vfioDevices, wire], dma: ["translating"], fresh: true },
  async (t, context) => {
    expectFault(context, "the rings were unmapped");
    await using vfio = await openVfio(context, "type1");
    await vfio.all([mapBar("BAR0"), master("on"), dma()]);
    t.true((await vfio.ok(tx(labFrame("mapped"), 2000))).done);
    t.true((await unmapped(vfio, 0, 0, all)) > 0);
    t.false((await vfio.ok(tx(labFrame("unmapped"), 200))).done);
  },
);

spec("megabytes are mapped and unmapped, on large pages and across them", async (t, context) => {
  const MiB = 0x10_0000;
  await using vfio = await openVfio(context, "type1");
  await vfio.ok(memory("m", 8 * MiB));
  for (const [at, size] of [
    [start, 8 * MiB],
    [start + page, 6 * MiB],
    [start + 2 * MiB - page, 4 * MiB + 2 * page],
  ] as const) {
    await vfio.ok(mapDma({ memory: "m", iova: at, size }));
    t.is(await unmapped(vfio, at, size), size);
  }
});

declareLeakSpec(spec);

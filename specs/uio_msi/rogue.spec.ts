// SPDX-License-Identifier: GPL-2.0-only
// The rogue program. It has a device and no right to anything else, and never touches memory that is not its own: it has
// the device do it. Where no IOMMU translates, all of memory is open to it: the kernel is tainted for that reason, and
// opening needs CAP_SYS_RAWIO. With an IOMMU it gets nothing, neither by uio_msi nor by VFIO.
import type { ExecutionContext } from "ava";
import { dma } from "../../harness/guest/device-calls.ts";
import { keep, look, steal, plant, search } from "./commands.ts";
import { UioSession } from "./uio-session.ts";
import { faultedAt, expectFault } from "../../harness/spec/dma.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { openUio } from "./verbs.ts";
import { vfioNeeds } from "../../harness/spec/vfio.ts";
import { openVfio } from "./vfio.ts";

const spec = family("rogue", { driver: "uio_msi", profile: "default" });

const hex = (text: string): string => Buffer.from(text).toString("hex");
const text = (bytes = ""): string => Buffer.from(bytes, "hex").toString().replace(/\0.*$/s, "");

/** __NEW_UTS_LEN and its zero: include/uapi/linux/utsname.h. */
const nameLength = 65;
const padded = (name: string): string => hex(name).padEnd(2 * nameLength, "0");

/** Where the kernel keeps its variables. */
async function kernelData({ guest }: SpecContext): Promise<{ from: string; bytes: number; to: string }> {
  const [from = "", to = ""] = (await guest.$`grep 'Kernel data' /proc/iomem`).trim().split(/[- ]/);
  return { from: `0x${from}`, to: `0x${to}`, bytes: Number.parseInt(to, 16) - Number.parseInt(from, 16) };
}

/** A program that has nothing to do with the device, and a secret in a page of its own. */
async function victim({ guest }: SpecContext) {
  const program = await UioSession.labtool(guest, ["victim"]);
  const secret = "tell-nobody-".repeat(8);
  const { address } = await program.ok(keep(secret));
  return {
    secret,
    address,
    look: async () => text((await program.ok(look())).bytes),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

spec(
  "without an IOMMU the device reads and writes another program's memory",
  { dma: ["absent", "identity"] },
  async (t, context) => {
    await using other = await victim(context);
    await using uio = await openUio(context);
    await uio.ok(dma());
    const stolen = await uio.ok(steal(other.address, other.secret.length));
    t.is(text(stolen.bytes), other.secret);
    await uio.ok(plant(other.address, padded("it was me")));
    t.is(await other.look(), "it was me");
  },
);

spec(
  "without an IOMMU the device finds the machine's name in the kernel's memory, and changes it",
  { dma: ["absent", "identity"] },
  async (t, context) => {
    const { guest } = context;
    const name = await guest.$`uname -n`;
    const { from, to } = await kernelData(context);
    await using uio = await openUio(context);
    await uio.ok(dma());
    // struct new_utsname: the system's name, then the machine's, each in 65 bytes; behind a zero may be an older name.
    const found = await uio.ok(search(from, to, `${padded("Linux")}${hex(`${name}\0`)}`));
    t.true(found.found, "the kernel's data was read");
    const nodename = BigInt(found.address ?? 0) + BigInt(nameLength);
    await uio.ok(plant(nodename, padded("owned-by-dma")));
    t.is(await guest.$`uname -n`, "owned-by-dma");
    await uio.ok(plant(nodename, padded(name)));
    t.is(await guest.$`uname -n`, name);
    context.fact("read and written at", found.address ?? "");
  },
);

/** What a rogue tries, and that it gets nothing: by whatever driver it has the device. */
async function getsNothing(t: ExecutionContext, context: SpecContext, session: UioSession): Promise<string> {
  await using other = await victim(context);
  await session.ok(dma());
  const stolen = await session.ok(steal(other.address, other.secret.length));
  t.false(text(stolen.bytes ?? "").includes("tell"), "nothing of the secret was read");
  await session.ok(plant(other.address, padded("it was me")));
  t.is(await other.look(), other.secret);
  return other.address;
}

spec(
  "with the IOMMU on a program with uio_msi reaches no memory of another program",
  { dma: ["translating"], fresh: true },
  async (t, context) => {
    expectFault(context, "the device was sent to memory that nobody mapped for it");
    await using uio = await openUio(context);
    await getsNothing(t, context, uio);
  },
);

for (const way of ["type1", "iommufd"] as const)
  spec(
    `with the IOMMU on a program with VFIO (${way}) reaches what it mapped and nothing else`,
    { dma: ["translating"], fresh: true, ...vfioNeeds(way) },
    async (t, context) => {
      expectFault(context, "the device was sent to memory that VFIO was not asked to map");
      await using session = await openVfio(context, way);
      const address = await getsNothing(t, context, session);
      t.true(await faultedAt(context, address), "stopped at the page, not before");
    },
  );

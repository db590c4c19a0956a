// SPDX-License-Identifier: GPL-2.0-only
// VFIO is the oracle: what uio_msi does with interrupts must be what vfio-pci does with the same device in the same
// machine, in each way that the machine has (type1, iommufd, no-IOMMU). Where they differ, it is said here, with the
// reason. uio_pci_generic says what there was before: one interrupt, INTx.
import { eventfd, wait } from "../../harness/guest/eventfds.ts";
import { fire, map, open } from "../../harness/guest/device-calls.ts";
import { bind, interruptRows, pciFacts } from "../../harness/guest/pci.ts";
import { set, setfd, latencyIntx } from "./commands.ts";
import { UioSession } from "./uio-session.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { exactly, fires, openUio, ownEventfds, listVectors, wokenEventfds } from "./verbs.ts";
import { listVfioWays } from "../../harness/spec/vfio.ts";
import { openVfio, startVfio } from "./vfio.ts";

const spec = family("oracle", { driver: "uio_msi", flavours: ["plain", "debug"], profile: "default" });

/** A way to have the device. */
interface Way {
  readonly name: string;
  readonly vfio: boolean;
  readonly open: () => Promise<UioSession>;
  /** Another program that is after the same device; it has not opened it yet. */
  readonly another: () => Promise<UioSession>;
}

function allWays(context: SpecContext): readonly Way[] {
  const { guest, device } = context;
  const uio: Way = {
    name: "uio_msi",
    vfio: false,
    open: () => openUio(context),
    another: () => UioSession.start(guest, device.address),
  };
  const vfio = listVfioWays(context).map((way) => ({
    name: `VFIO ${way}`,
    vfio: true,
    open: () => openVfio(context, way),
    another: () => startVfio(guest, device.address, way),
  }));
  return [uio, ...vfio];
}

/** Does the same by uio_msi and by VFIO. What is asserted in it is asserted of each. */
async function byEach(context: SpecContext, what: (session: UioSession, way: Way) => Promise<void>): Promise<void> {
  for (const way of allWays(context)) {
    await using session = await way.open();
    await what(session, way);
  }
}

/** The same, with each vector set to an eventfd of its own. */
async function byEachArmed(
  context: SpecContext,
  what: (session: UioSession, way: Way) => Promise<void>,
): Promise<void> {
  await byEach(context, async (session, way) => {
    await session.armVectors(listVectors(context).length);
    await what(session, way);
  });
}

spec("the same vectors wake the same eventfds, and as often", async (t, context) => {
  await byEachArmed(context, async (session, { name }) => {
    t.deepEqual(await wokenEventfds(session, context), ownEventfds(context), name);
    const counts = await session.fire([1, 1, 1, 1, 1]);
    const sum = counts.reduce((all, one) => all + (one["v1"] ?? 0), 0);
    t.true(exactly(context, counts.length)(sum), `${name}: ${sum} of ${counts.length}`);
  });
});

spec("one eventfd for all vectors adds up their interrupts", async (t, context) => {
  await byEachArmed(context, async (session, { name }) => {
    const vectors = listVectors(context);
    await session.all([eventfd("all"), ...vectors.map((vector) => set(vector, "all"))]);
    const sum = (await session.fire(vectors, () => "all")).reduce((all, one) => all + (one["all"] ?? 0), 0);
    t.true(exactly(context, vectors.length)(sum), `${name}: ${sum}`);
  });
});

spec(
  "a vector can be given to another eventfd, released, and taken again with what it sent meanwhile",
  async (t, context) => {
    await byEachArmed(context, async (session, { name }) => {
      await session.all([eventfd("other"), set(2, "other")]);
      t.deepEqual(Object.keys(await fires(session, 2, "other")), ["other"], name);
      await session.all([set(2, -1), fire(2)]);
      t.is((await session.counts())["other"], 0, `${name}: released, it is silent`);
      await session.ok(set(2, "other"));
      t.true((await session.ok(wait("other", 5000))).ok, `${name}: what was sent meanwhile is there`);
    });
  },
);

spec("they refuse the same arguments with the same errno", async (t, context) => {
  const refused = [
    [set(context.device.vectors, "v0"), "EINVAL"],
    [setfd(0, "pipe"), "EINVAL"],
    [setfd(0, "closed"), "EBADF"],
  ] as const;
  await byEachArmed(context, async (session, { name }) => {
    for (const [command, errno] of refused) t.is(await session.refused(command), errno, `${name}: ${command}`);
  });
});

spec("after the last close nothing is left by either: no interrupt, no bus mastering", async (t, context) => {
  const { guest, device } = context;
  for (const { name, open } of allWays(context)) {
    const session = await open();
    await session.armVectors(listVectors(context).length);
    t.is((await interruptRows(guest, `(${device.address})`)).length, listVectors(context).length, name);
    await session[Symbol.asyncDispose]();
    t.deepEqual(await interruptRows(guest, `(${device.address})`), [], name);
    t.false((await pciFacts(guest, device.address)).busMaster, name);
  }
});

interface Difference {
  readonly sentence: string;
  /** Looks at the device, which is open and has an eventfd on each vector. */
  readonly observe: (session: UioSession, context: SpecContext, way: Way) => Promise<unknown>;
  readonly uio: unknown;
  readonly vfio: unknown;
}

/** What differs, and why that is right: each is in the documentation page of uio_msi. */
const differences: readonly Difference[] = [
  {
    // VFIO takes the old one down before it looks at the new one: vfio_pci_intrs.c, vfio_msi_set_vector_signal().
    sentence: "a refused eventfd leaves the old one in place; VFIO has dropped it by then",
    observe: async (session) => {
      await session.refused(setfd(1, "closed"));
      // What e1000e repeated of its own accord until now does not count.
      await session.counts();
      await session.ok(fire(1));
      // Nothing can be waited for on a silent vector; but what comes on another one after it has come too.
      return Object.keys(await fires(session, 0)).includes("v1");
    },
    uio: true,
    vfio: false,
  },
  {
    // A program's own negative errno in the wrong place would silence a vector, and nobody would know.
    sentence: "-1 alone releases a vector and other negative numbers are EINVAL; to VFIO all of them mean release",
    observe: async (session) => (await session.ask(setfd(1, -5))).errno ?? "released",
    uio: "EINVAL",
    vfio: "released",
  },
  {
    // VFIO may, as it counts on interrupt remapping, or on root's word that it is not needed. uio_msi has neither.
    sentence: "the MSI-X table cannot be mapped; VFIO lets a program map it",
    observe: async (session, { device }) => {
      const bar = device.bars.find(({ msixTable }) => msixTable !== undefined)?.index;
      return (await session.ask(map(`BAR${bar}`))).ok;
    },
    uio: false,
    vfio: true,
  },
  {
    // Vectors belong to the device, and Userspace I/O lets in whoever has the right. To VFIO a device has one owner.
    sentence: "a second program may open the device; VFIO keeps it for one",
    observe: async (_, __, { another }) => {
      await using second = await another();
      return (await second.ask(open())).ok;
    },
    uio: true,
    vfio: false,
  },
];

for (const { sentence, observe, uio, vfio } of differences)
  spec(`difference: ${sentence}`, async (t, context) => {
    await byEachArmed(context, async (session, way) => {
      t.is(await observe(session, context, way), way.vfio ? vfio : uio, way.name);
    });
  });

spec(
  "difference: opening turns bus mastering on, and MSI-X is on as long as the device is bound; VFIO leaves both to the program",
  async (t, context) => {
    const { guest, device } = context;
    for (const { name, vfio, open: take, another } of allWays(context)) {
      // Bound, and closed again.
      await (await take())[Symbol.asyncDispose]();
      await using session = await another();
      await session.ok(open());
      const { busMaster, msix } = await pciFacts(guest, device.address);
      t.deepEqual({ busMaster, msix: msix?.enabled }, { busMaster: !vfio, msix: !vfio }, name);
    }
  },
);

spec(
  "what there was before: uio_pci_generic has one interrupt, which a program switches on again each time",
  async (t, context) => {
    const { guest, device } = context;
    await bind(guest, device.address, "uio_pci_generic");
    await using uio = await UioSession.start(guest, device.address);
    await uio.all([open(), map("map0")]);
    t.is(await uio.refused(set(0, -1)), "ENOTTY", "no vectors, no eventfds");
    t.true((await uio.ok(latencyIntx(3))).ok, "INTx comes by read()");
    const { busMaster, msix } = await pciFacts(guest, device.address);
    t.deepEqual({ busMaster, msix: msix?.enabled }, { busMaster: false, msix: false });
  },
);

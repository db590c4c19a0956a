// SPDX-License-Identifier: GPL-2.0-only
// What a program has of a device by mmap(), and what is left of that when the device is taken away. A shared mapping is
// populated by its first access. A private one is allowed too, and made as a whole by mmap(): it takes another way through
// the core (drivers/uio/uio.c, uio_mmap_physical()).
import {
  open,
  map,
  close,
  unmap,
  debugWrite,
  peek,
  debugRead,
  trymap,
  poke,
} from "../../harness/guest/device-calls.ts";
import { bind, unbind } from "../../harness/guest/pci.ts";
import { touch, faults, protect, grow } from "./commands.ts";
import { uioName } from "./sysfs.ts";
import { UioSession } from "./uio-session.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { openUio } from "./verbs.ts";

const spec = family("mappings", { driver: "uio_msi" });

/** A program that has the registers mapped for itself. */
async function mappedPrivately({ guest, device }: SpecContext): Promise<UioSession> {
  await bind(guest, device.address, "uio_msi");
  const uio = await UioSession.start(guest, device.address);
  await uio.ok(open());
  await uio.ok(map("BAR0", "private"));
  return uio;
}

spec("a private mapping reads the registers, and holds the device open like a shared one", async (t, context) => {
  await using uio = await mappedPrivately(context);
  t.is((await uio.ok(touch())).signal, null);
  await uio.ok(close());
  t.is((await uio.ok(touch())).signal, null);
  await uio.ok(unmap());
});

spec("unbinding takes a private mapping away like a shared one: SIGBUS", { profile: "default" }, async (t, context) => {
  const { guest, device } = context;
  await using uio = await mappedPrivately(context);
  t.is((await uio.ok(touch())).signal, null);
  await unbind(guest, device.address);
  for (const access of [touch(), touch("write")]) t.is((await uio.ok(access)).signal, "SIGBUS", access.text);
});

/** First word of the multicast table, which is memory alone: 82576 datasheet 8.10.15, 82574 datasheet 10.2.5.2. */
const multicastTable = 0x5200;

/** Of the core: what goes for all of its drivers. It is so without the series, too. */
const core = family("mappings");

for (const [driver, registers] of [
  ["uio_msi", "BAR0"],
  ["uio_pci_generic", "map0"],
] as const)
  core(`a debugger reaches the registers of ${driver} before the program has`, { driver }, async (t, context) => {
    await bind(context.guest, context.device.address, driver);
    await using uio = await UioSession.start(context.guest, context.device.address);
    await uio.all([open(), map(registers)]);
    await uio.ok(debugWrite(multicastTable, 0x12345678));
    t.is((await uio.ok(peek(multicastTable))).value, 0x12345678);
    for (const kind of [undefined, "private"] as const) {
      await uio.ok(map(registers, kind));
      t.is((await uio.ok(debugRead(multicastTable))).value, 0x12345678, `a new mapping, ${kind ?? "shared"}`);
    }
  });

spec("after unbind a debugger reaches nothing either, whatever the mapping was", async (t, context) => {
  const { guest, device } = context;
  for (const mapping of [[map("BAR0")], [map("BAR0"), touch()], [map("BAR0", "private")]]) {
    await bind(guest, device.address, "uio_msi");
    await using uio = await UioSession.start(guest, device.address);
    await uio.all([open(), ...mapping]);
    await unbind(guest, device.address);
    t.is(await uio.refused(debugRead(0)), "EIO", mapping.join());
    t.is(await uio.refused(debugWrite(multicastTable, 0)), "EIO", mapping.join());
  }
});

spec(
  "unbinding takes away what a program has written to a private mapping: its own copy of a page",
  async (t, context) => {
    const { guest, device } = context;
    await using uio = await mappedPrivately(context);
    t.is((await uio.ok(touch("write"))).signal, null);
    await unbind(guest, device.address);
    for (const access of [touch(), touch("write")]) t.is((await uio.ok(access)).signal, "SIGBUS", access.text);
    await bind(guest, device.address, "uio_msi");
    t.is((await uio.ok(touch())).signal, "SIGBUS");
  },
);

spec(
  "a driver without an open operation has its mappings revoked, too: uio_pci_generic",
  async (t, { guest, device }) => {
    await bind(guest, device.address, "uio_pci_generic");
    await using touched = await UioSession.start(guest, device.address);
    await using untouched = await UioSession.start(guest, device.address);
    for (const uio of [touched, untouched]) await uio.all([open(), map("map0")]);
    t.is((await touched.ok(touch())).signal, null);
    await unbind(guest, device.address);
    for (const uio of [touched, untouched])
      for (const access of [touch(), touch("write")]) t.is((await uio.ok(access)).signal, "SIGBUS", access.text);
  },
);

spec("mappings are revoked by whatever node of the device they were made", async (t, context) => {
  const { guest, device } = context;
  await using usual = await openUio(context);
  const node = "/tmp/uio-node";
  const numbers = `/sys/class/uio/${await uioName(guest, device.address)}/dev`;
  await guest.$`rm -f ${node} && mknod ${node} c $(tr : ' ' < ${numbers})`;
  await using other = await UioSession.start(guest, device.address);
  await other.all([open(node), map("BAR0")]);
  for (const uio of [usual, other]) t.is((await uio.ok(touch())).signal, null);
  await unbind(guest, device.address);
  for (const uio of [usual, other]) t.is((await uio.ok(touch())).signal, "SIGBUS");
});

spec("unbinding takes away a mapping whose program has closed the device", async (t, context) => {
  await using uio = await openUio(context);
  await uio.ok(close());
  t.is((await uio.ok(touch())).signal, null);
  await unbind(context.guest, context.device.address);
  t.is((await uio.ok(touch())).signal, "SIGBUS");
});

spec("once the device is unbound, a new mapping is refused with EINVAL", async (t, context) => {
  await using uio = await openUio(context);
  await uio.ok(trymap(0, 1));
  await unbind(context.guest, context.device.address);
  t.is(await uio.refused(trymap(0, 1)), "EINVAL");
});

spec("the first access populates the whole mapping: no other page takes a fault later on", async (t, context) => {
  await using uio = await openUio(context);
  t.is((await uio.ok(faults())).rest, 0);
});

spec("a mapping that is cut in pieces before it is touched shows the same registers in each", async (t, context) => {
  await using whole = await openUio(context);
  await using cut = await UioSession.open(context.guest, context.device.address);
  await cut.ok(protect(3));
  await whole.ok(poke(multicastTable, 0x12345678));
  t.is((await cut.ok(peek(multicastTable))).value, 0x12345678);
  t.is((await cut.ok(touch())).signal, null);
  await unbind(context.guest, context.device.address);
  t.is((await cut.ok(touch())).signal, "SIGBUS");
});

spec("a mapping cannot be made longer than the BAR: what comes after it is not the program's", async (t, context) => {
  await using uio = await openUio(context);
  t.is(await uio.refused(grow()), "EFAULT");
});

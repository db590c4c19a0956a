// SPDX-License-Identifier: GPL-2.0-only
// A program maps the registers shared. A private mapping is allowed too: it is made as a whole at once, not page by page
// as it is touched, so that its way through the core is another one (drivers/uio/uio.c, uio_mmap_physical()).
import { bind, unbind } from "../harness/guest/pci.ts";
import { UioSession } from "../harness/guest/uio.ts";
import { family, type Bench } from "../harness/spec/index.ts";

const spec = family("mappings", { driver: "uio_msi" });

/** A program that has the registers mapped for itself. */
async function mappedPrivately({ guest, device }: Bench): Promise<UioSession> {
  await bind(guest, device.address, "uio_msi");
  const uio = await UioSession.start(guest, device.address);
  await uio.ok("open");
  await uio.ok("map BAR0 private");
  return uio;
}

spec("a private mapping reads the registers, and holds the device open like a shared one", async (t, bench) => {
  await using uio = await mappedPrivately(bench);
  t.is((await uio.ok("touch"))["signal"], null);
  await uio.ok("close");
  t.is((await uio.ok("touch"))["signal"], null);
  await uio.ok("unmap");
});

spec("unbinding takes a private mapping away like a shared one: SIGBUS", { profile: "default" }, async (t, bench) => {
  const { guest, device } = bench;
  await using uio = await mappedPrivately(bench);
  t.is((await uio.ok("touch"))["signal"], null);
  await unbind(guest, device.address);
  for (const access of ["touch", "touch write"]) t.is((await uio.ok(access))["signal"], "SIGBUS", access);
});

/** First word of the multicast table, which is memory alone: 82576 datasheet 8.10.15, 82574 datasheet 10.2.5.2. */
const multicastTable = 0x5200;

/** Of the core: what goes for all of its drivers. It is so without the series, too. */
const core = family("mappings");

for (const [driver, registers] of [
  ["uio_msi", "BAR0"],
  ["uio_pci_generic", "map0"],
] as const)
  core(`a debugger reaches the registers of ${driver} before the program has`, { driver }, async (t, bench) => {
    await bind(bench.guest, bench.device.address, driver);
    await using uio = await UioSession.start(bench.guest, bench.device.address);
    await uio.all(["open", `map ${registers}`]);
    await uio.ok(`debug-write ${multicastTable} 0x12345678`);
    t.is((await uio.ok(`peek ${multicastTable}`))["value"], 0x12345678);
    for (const kind of ["", " private"]) {
      await uio.ok(`map ${registers}${kind}`);
      t.is((await uio.ok(`debug-read ${multicastTable}`))["value"], 0x12345678, `a new mapping${kind}`);
    }
  });

spec("after unbind a debugger reaches nothing either, whatever the mapping was", async (t, bench) => {
  const { guest, device } = bench;
  for (const mapping of [["map BAR0"], ["map BAR0", "touch"], ["map BAR0 private"]]) {
    await bind(guest, device.address, "uio_msi");
    await using uio = await UioSession.start(guest, device.address);
    await uio.all(["open", ...mapping]);
    await unbind(guest, device.address);
    t.is(await uio.refused("debug-read 0"), "EIO", mapping.join());
    t.is(await uio.refused(`debug-write ${multicastTable} 0`), "EIO", mapping.join());
  }
});

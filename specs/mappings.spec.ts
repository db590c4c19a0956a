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

// SPDX-License-Identifier: GPL-2.0-only
import { bind, drivenBy, family, readDriver } from "msixlab/spec";

const spec = family("e1000", { driver: "e1000", devices: drivenBy("e1000") });

spec("the driver takes the NIC", async (t, { guest, device }) => {
  await bind(guest, device.address, "e1000");
  t.is(await readDriver(guest, device.address), "e1000");
});

spec("loading the module says nothing", async (t, { guest, kernelLog }) => {
  await guest.$`modprobe -r e1000 && modprobe e1000`;
  t.notRegex(await kernelLog(), /Copyright|Network Driver/);
});

// SPDX-License-Identifier: GPL-2.0-only
// A driver of the kernel's own, as it is: no patch, one side.
import { bind, readDriver, family, unbind } from "msixlab/spec";

const spec = family("virtio-rng", { devices: "any" });

spec("virtio-pci takes the device, and the driver offers it to the kernel", async (t, { guest, device }) => {
  await bind(guest, device.address, "virtio-pci");
  await guest.$`modprobe virtio-rng`;
  t.is(await readDriver(guest, device.address), "virtio-pci");
  t.regex(await guest.read("/sys/class/misc/hw_random/rng_available"), /virtio_rng\.0/);
});

spec("what it gives is not the same twice", async (t, { guest, device }) => {
  await bind(guest, device.address, "virtio-pci");
  await guest.$`modprobe virtio-rng`;
  const sample = (): Promise<string> => guest.$`head -c 64 /dev/hwrng | hexdump -v -e '1/1 "%02x"'`;
  const [first, second] = [await sample(), await sample()];
  t.is(first.length, 128);
  t.not(first, second);
});

spec("unbound it is offered no longer", async (t, { guest, device }) => {
  await bind(guest, device.address, "virtio-pci");
  await guest.$`modprobe virtio-rng`;
  await unbind(guest, device.address);
  t.notRegex(await guest.read("/sys/class/misc/hw_random/rng_available"), /virtio/);
});

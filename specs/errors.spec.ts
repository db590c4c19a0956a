// SPDX-License-Identifier: GPL-2.0-only
// What uio_msi refuses, with which errno, and that the device works after it as before.
import { family, type Bench } from "../harness/spec/index.ts";
import { armedUio, ownEventfds, wokenEventfds } from "../harness/spec/verbs.ts";

const spec = family("errors", { driver: "uio_msi" });

/** What a program may do wrong, the answer, and what it is called. */
const refusals: readonly (readonly [what: string, command: (bench: Bench) => string, errno: string])[] = [
  ["a vector that the device does not have", ({ device }) => `set ${device.vectors} v0`, "EINVAL"],
  ["the highest vector number there is", () => "set 4294967295 v0", "EINVAL"],
  ["a file descriptor that is a pipe", () => "setfd 0 pipe", "EINVAL"],
  ["a file descriptor that is the device itself", () => "setfd 0 uio", "EINVAL"],
  ["a closed file descriptor", () => "setfd 0 closed", "EBADF"],
  ["a file descriptor that never was", () => "setfd 0 999999", "EBADF"],
  ["a negative file descriptor other than -1", () => "setfd 0 -5", "EINVAL"],
  ["an ioctl that does not exist", () => "ioctl 0x40084988 good", "ENOTTY"],
  ["an ioctl of another size", () => "ioctl 0x40044987 good", "ENOTTY"],
  ["a null pointer", () => "ioctl set null", "EFAULT"],
  ["a pointer into the kernel", () => "ioctl set kernel", "EFAULT"],
  ["an argument that ends behind its page", () => "ioctl set straddle", "EFAULT"],
];

for (const [what, command, errno] of refusals)
  spec(`${what} is refused with ${errno}, and all vectors still work`, async (t, bench) => {
    await using uio = await armedUio(bench);
    t.is(await uio.refused(command(bench)), errno);
    t.deepEqual(await wokenEventfds(uio, bench), ownEventfds(bench));
  });

spec("refusals are not logged: a program cannot flood the kernel's log", async (t, bench) => {
  await using uio = await armedUio(bench);
  for (let round = 0; round < 20; round++) await uio.refused(`set ${bench.device.vectors} v0`);
  t.notRegex(await bench.kernelLog(), /uio_msi.*(vec|eventfd|irq)/i);
});

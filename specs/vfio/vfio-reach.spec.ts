// SPDX-License-Identifier: GPL-2.0-only
// A device that does not decode, sleeps or is reset is out of reach of its mappings and of read(), until it is back.
import type { ExecutionContext } from "ava";
import { need, scratch, scratchOffset } from "../../lab/device/needs.ts";
import { load, read, mmap, store, loaded } from "../../harness/guest/calls.ts";
import { u16, u8 } from "../../harness/guest/bytes.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { deviceReset } from "../../harness/spec/vfio-uapi.ts";
import { command, Config, driver, mappable, openVfio, region, vfioDevices } from "./vfio.ts";

const spec = family("vfio-reach", { driver, devices: vfioDevices, variants: "any", about: ["vfio_pci_*", "vfio_*"] });

/** Reads the register that a mapping begins with, in both ways: the signal or the errno, and undefined where it works. */
async function reach(vfio: Awaited<ReturnType<typeof openVfio>>, offset: number): Promise<(string | undefined)[]> {
  const [mapped, answer] = [await vfio.ok(load("bar", 0, 4)), await vfio.ask(read("device", 4, offset))];
  return [mapped.signal ?? undefined, answer.errno];
}

async function revoked(
  t: ExecutionContext,
  context: SpecContext,
  config: Config,
  off: () => Promise<void>,
  on: () => Promise<void>,
  vfio: Awaited<ReturnType<typeof openVfio>>,
): Promise<void> {
  const { size, offset } = await region(vfio, 0);
  await vfio.ok(mmap("bar", "device", size, offset));
  t.deepEqual(await reach(vfio, offset), [undefined, undefined]);
  for (let round = 0; round < 3; round++) {
    await off();
    t.deepEqual(await reach(vfio, offset), ["SIGBUS", "EIO"], "out of reach");
    await on();
    t.deepEqual(await reach(vfio, offset), [undefined, undefined], "in reach again");
  }
  t.true((await config.read(0, 2)) === context.device.vendor);
}

spec(
  "without memory decoding a mapping raises SIGBUS and read() says EIO; with it both work again",
  { devices: [...vfioDevices, mappable, need("that is no virtual function", ({ virtual }) => virtual === undefined)] },
  async (t, context) => {
    await using vfio = await openVfio(context);
    const config = await Config.of(vfio);
    const before = await config.read(command.at, 2);
    const off = async (): Promise<void> => config.write(command.at, u16(before & ~command.memory));
    const on = async (): Promise<void> => config.write(command.at, u16(before | command.memory));
    await revoked(t, context, config, off, on, vfio);
  },
);

spec(
  "in D3hot a mapping raises SIGBUS and read() says EIO; in D0 both work again",
  { devices: [...vfioDevices, mappable] },
  async (t, context) => {
    await using vfio = await openVfio(context);
    const config = await Config.of(vfio);
    const pm = await config.capability(1);
    if (pm === 0) return void t.pass("the device has no power management");
    const state = async (value: number): Promise<void> => config.write(pm + 4, u8(value));
    await revoked(
      t,
      context,
      config,
      async () => state(3),
      async () => state(0),
      vfio,
    );
  },
);

spec(
  "a reset makes the device forget, and a mapping is still one of its registers",
  { devices: [...vfioDevices, scratch] },
  async (t, context) => {
    const { device } = context;
    const at = scratchOffset(device);
    await using vfio = await openVfio(context);
    const { size, offset } = await region(vfio, 0);
    await vfio.ok(mmap("bar", "device", size, offset));
    for (let round = 0; round < 3; round++) {
      await vfio.ok(store("bar", at, 4, 0x12345678));
      await vfio.ok(deviceReset);
      t.is(loaded(await vfio.ok(load("bar", at, 4))), 0n);
    }
  },
);

// SPDX-License-Identifier: GPL-2.0-only
// Config space as VFIO shows it: what the program may change is changed, what concerns others is only its own picture of it
// (drivers/vfio/pci/vfio_pci_config.c).
import { functionReset, need, notVirtual, scratch, scratchOffset } from "../../lab/device/needs.ts";
import { read, mmap, store, load, loaded, Reply } from "../../harness/guest/calls.ts";
import { u16, u32, u8 } from "../../harness/guest/bytes.ts";
import { pciFacts } from "../../harness/guest/pci.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import { configRegion } from "../../harness/spec/vfio-uapi.ts";
import { capabilities, command, Config, driver, openVfio, region, vfioDevices } from "./vfio.ts";

const spec = family("vfio-config", { driver, devices: vfioDevices, variants: "any", about: ["vfio_pci_*", "vfio_*"] });
const physical = { devices: [...vfioDevices, notVirtual] };

/** Reads config space past VFIO. */
async function hardware({ guest, device }: SpecContext, at: number, width: number): Promise<number> {
  const file = `/sys/bus/pci/devices/${device.address}/config`;
  const text = await guest.$`dd if=${file} bs=1 skip=${at} count=${width} 2> /dev/null | hexdump -v -e '1/1 "%02x"'`;
  return Buffer.from(text, "hex").readUIntLE(0, width);
}

spec("identity and class are the device's, and cannot be written", async (t, context) => {
  const { device } = context;
  await using vfio = await openVfio(context);
  const config = await Config.of(vfio);
  await config.write(0, u32(0x5555_aaaa));
  await config.write(8, u32(0));
  t.deepEqual([await config.read(0, 2), await config.read(2, 2)], [device.vendor, device.device]);
  t.is(await config.read(10, 2), device.class);
});

spec("each width at each place of the header gives the same bytes", async (t, context) => {
  await using vfio = await openVfio(context);
  const { offset } = await region(vfio, configRegion);
  const whole = new Reply(await vfio.ok(read("device", 64, offset))).bytes;
  for (const width of [1, 2, 3, 4, 7, 8]) {
    const offsets = Array.from({ length: 64 - width + 1 }, (_, at) => at);
    const answers = await vfio.all(offsets.map((at) => read("device", width, offset + at)));
    for (const [at, answer] of answers.entries())
      t.deepEqual(new Reply(answer).bytes, whole.subarray(at, at + width), `${width} bytes at ${at}`);
  }
});

spec("behind the end of config space there is EFAULT, and a read across it", async (t, context) => {
  await using vfio = await openVfio(context);
  const { offset, size } = await region(vfio, configRegion);
  t.is(new Reply(await vfio.ok(read("device", 4, offset + size - 4))).result, 4);
  for (const [count, at] of [
    [4, size],
    [8, size - 4],
    [1, size + 1000],
  ] as const)
    t.is(await vfio.refused(read("device", count, offset + at)), "EFAULT", `${count} at ${at}`);
});

spec("all of config space can be read, and capabilities end", async (t, context) => {
  await using vfio = await openVfio(context);
  const { offset, size } = await region(vfio, configRegion);
  for (let at = 0; at < size; at += 256) t.is(new Reply(await vfio.ok(read("device", 256, offset + at))).result, 256);
  const config = await Config.of(vfio);
  const seen = new Set<number>();
  for (let at = await config.read(0x34, 1); at !== 0; at = await config.read(at + 1, 1)) {
    t.false(seen.has(at), `a circle at ${at}`);
    seen.add(at);
  }
  if (size > 256) {
    seen.clear();
    // Next, in bits 20 to 31 of each header: PCI Express Base Specification 3.0, 7.9.3.
    for (let at = 0x100; at !== 0; at = (await config.read(at, 4)) >>> 20) {
      t.false(seen.has(at), `a circle at ${at}`);
      t.true(at >= 0x100 && at % 4 === 0);
      seen.add(at);
    }
  }
});

spec("memory decoding and bus mastering are switched in the device", physical, async (t, context) => {
  const { guest, device } = context;
  await using vfio = await openVfio(context);
  const config = await Config.of(vfio);
  const before = await config.read(command.at, 2);
  for (const bits of [command.memory | command.master, command.master, command.memory, 0]) {
    await config.write(command.at, u16((before & ~(command.memory | command.master)) | bits));
    const { memory, busMaster } = await pciFacts(guest, device.address);
    t.deepEqual({ memory, busMaster }, { memory: (bits & 2) !== 0, busMaster: (bits & 4) !== 0 });
    t.is((await config.read(command.at, 2)) & 6, bits);
  }
});

spec("BARs are sized as in hardware, without the hardware noticing", physical, async (t, context) => {
  const { device } = context;
  await using vfio = await openVfio(context);
  const config = await Config.of(vfio);
  for (const { index, size, kind } of device.bars) {
    const at = 0x10 + 4 * index;
    const [before, real] = [await config.read(at, 4), await hardware(context, at, 4)];
    await config.write(at, u32(0xffff_ffff));
    const low = kind === "io" ? 3 : 15;
    t.is(((await config.read(at, 4)) & ~low) >>> 0, -size >>> 0, `BAR${index}`);
    t.is(await hardware(context, at, 4), real, `BAR${index}`);
    await config.write(at, u32(before));
    t.is(await config.read(at, 4), before, `BAR${index}`);
  }
});

spec("the interrupt line register is the program's own, the pin is the device's", async (t, context) => {
  await using vfio = await openVfio(context);
  const config = await Config.of(vfio);
  const [line, pin] = [await hardware(context, 0x3c, 1), await config.read(0x3d, 1)];
  await config.write(0x3c, u16(0x035a));
  t.is(await config.read(0x3c, 1), 0x5a);
  t.is(await config.read(0x3d, 1), pin);
  t.is(await hardware(context, 0x3c, 1), line);
});

spec("MSI and MSI-X are not enabled by config space", async (t, context) => {
  await using vfio = await openVfio(context);
  const config = await Config.of(vfio);
  const [msi, msix] = [await config.capability(capabilities.msi), await config.capability(capabilities.msix)];
  if (msi > 0) {
    await config.write(msi + 2, u16((await config.read(msi + 2, 2)) | 1));
    t.is((await config.read(msi + 2, 2)) & 1, 0);
    t.is((await hardware(context, msi + 2, 2)) & 1, 0);
  }
  if (msix > 0) {
    await config.write(msix + 2, u16((await config.read(msix + 2, 2)) | 0x8000));
    t.is((await hardware(context, msix + 2, 2)) & 0x8000, 0);
  }
  t.pass();
});

spec("wake-up by PME is hidden: no state supports it, and it cannot be enabled", async (t, context) => {
  await using vfio = await openVfio(context);
  const config = await Config.of(vfio);
  const pm = await config.capability(capabilities.pm);
  if (pm === 0) return void t.pass("the device has no power management");
  t.is((await config.read(pm + 2, 2)) & 0xf800, 0);
  await config.write(pm + 4, u16(0x8100));
  t.is((await config.read(pm + 4, 2)) & 0x8100, 0);
});

spec(
  "the payload size is a picture, the read request size is not below the device's payload size",
  {
    devices: [
      ...vfioDevices,
      notVirtual,
      need("on PCI Express", ({ qemu }) => qemu.before.some((word) => word.startsWith("pcie-root-port"))),
    ],
  },
  async (t, context) => {
    await using vfio = await openVfio(context);
    const config = await Config.of(vfio);
    const express = await config.capability(capabilities.express);
    if (express === 0) return void t.pass("the device is not on PCI Express");
    const control = express + 8;
    const real = await hardware(context, control, 2);
    await config.write(control, u16((real & ~0xe0) | (5 << 5)));
    t.is(((await config.read(control, 2)) >> 5) & 7, 5);
    t.is(((await hardware(context, control, 2)) >> 5) & 7, (real >> 5) & 7);
    await config.write(control, u16(real & ~0x7000));
    t.is((await config.read(control, 2)) & 0x7000, 0);
    t.true((((await hardware(context, control, 2)) >> 12) & 7) >= ((real >> 5) & 7));
  },
);

spec(
  "a Function Level Reset by config space resets the device, and reads as 0",
  { devices: [...vfioDevices, functionReset, scratch] },
  async (t, context) => {
    const { device } = context;
    const at = scratchOffset(device);
    await using vfio = await openVfio(context);
    const { size, offset } = await region(vfio, 0);
    await vfio.ok(mmap("bar", "device", size, offset));
    const config = await Config.of(vfio);
    const control = (await config.capability(capabilities.express)) + 8;
    await vfio.ok(store("bar", at, 4, 0x12345678));
    await config.write(control, u16((await config.read(control, 2)) | 0x8000));
    t.is(loaded(await vfio.ok(load("bar", at, 4))), 0n);
    t.is((await config.read(control, 2)) & 0x8000, 0);
  },
);

spec("what a program left in config space is not there for the next", physical, async (t, context) => {
  const first = await openVfio(context);
  const config = await Config.of(first);
  const [bar, line] = [await config.read(0x10, 4), await config.read(0x3c, 1)];
  await config.write(0x10, u32(0));
  await config.write(0x3c, u8((line + 1) & 0xff));
  await config.write(command.at, u16(command.master | command.intxDisable));
  await first[Symbol.asyncDispose]();
  await using second = await openVfio(context);
  const fresh = await Config.of(second);
  t.deepEqual([await fresh.read(0x10, 4), await fresh.read(0x3c, 1)], [bar, line]);
  const now = await fresh.read(command.at, 2);
  t.is(now & (command.master | command.intxDisable), 0);
});

declareLeakSpec(spec);

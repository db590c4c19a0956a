// SPDX-License-Identifier: GPL-2.0-only
// A device behind vfio-pci from bind to unbind: who may open it, in what state it is handed over and given back.
import { need, notVirtual, scratch, scratchOffset } from "../../lab/device/needs.ts";
import { close, open } from "../../harness/guest/device-calls.ts";
import { mmap, load, store, munmap, loaded, Reply } from "../../harness/guest/calls.ts";
import { u16, u64 } from "../../harness/guest/bytes.ts";
import { pciFacts, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import { bindVfio, listVfioWays } from "../../harness/spec/vfio.ts";
import { deviceReset, feature, featureFlags, hotReset, hotResetInfo, setIrqs } from "../../harness/spec/vfio-uapi.ts";
import {
  anyWay,
  command,
  Config,
  driver,
  eventfds,
  mappable,
  openVfio,
  region,
  signals,
  startVfio,
  vfioDevices,
} from "./vfio.ts";

const about = ["vfio_*", "iommufd_*", "iommu_group_*", "iommu_device_*", "viommu_*", "intel_iommu_*"];
const spec = family("vfio-lifetime", { driver, devices: vfioDevices, variants: "any", about });

spec(
  "opened, the device does not master the bus; closed, it does neither that nor interrupt",
  { devices: [...vfioDevices, notVirtual] },
  async (t, context) => {
    const { guest, device } = context;
    await bindVfio(context);
    await guest.$`labtool pci ${device.address} set master on`;
    const vfio = await openVfio(context);
    t.false((await pciFacts(guest, device.address)).busMaster);
    const config = await Config.of(vfio);
    await config.write(command.at, u16((await config.read(command.at, 2)) | command.master));
    await eventfds(vfio, "a");
    const kind = device.vectors > 0 ? "msix" : "intx";
    await vfio.ask(setIrqs({ index: kind, eventfds: ["a"] }));
    await vfio.ok(close());
    const after = await pciFacts(guest, device.address);
    t.false(after.busMaster);
    t.true(after.msix?.enabled !== true);
    t.is(await signals(vfio, "a"), 0);
    await unbind(guest, device.address);
    t.is(await guest.read(`/sys/bus/pci/devices/${device.address}/enable`), "0");
    await vfio[Symbol.asyncDispose]();
  },
);

spec(
  "what one program wrote to the device is reset before the next one has it",
  { devices: [...vfioDevices, scratch] },
  async (t, context) => {
    const at = scratchOffset(context.device);
    for (const value of [0x12345678n, 0n]) {
      await using vfio = await openVfio(context);
      const { offset, size } = await region(vfio, 0);
      await vfio.ok(mmap("bar", "device", size, offset));
      t.is(loaded(await vfio.ok(load("bar", at, 4))), 0n, "as after a reset");
      await vfio.ok(store("bar", at, 4, value));
    }
  },
);

spec(
  "a mapping that outlives the device's file keeps the device open",
  { devices: [...vfioDevices, mappable] },
  async (t, context) => {
    const vfio = await openVfio(context);
    const { offset } = await region(vfio, 0);
    await vfio.ok(mmap("bar", "device", 4096, offset));
    await vfio.ok(close());
    const other = await startVfio(context, anyWay(context));
    t.false((await other.ask(open())).ok);
    await vfio.ok(munmap("bar"));
    await other.ok(open());
    await other[Symbol.asyncDispose]();
    await vfio[Symbol.asyncDispose]();
  },
);

spec(
  "as long as nobody has it open the device sleeps; open, it is awake",
  { devices: [...vfioDevices, notVirtual] },
  async (t, context) => {
    const { guest, device } = context;
    const status = `/sys/bus/pci/devices/${device.address}/power/runtime_status`;
    await bindVfio(context);
    for (let round = 0; round < 3; round++) {
      await guest.until("the device to sleep", sh`grep -q suspended ${status}`, 5_000);
      const vfio = await openVfio(context);
      t.is(await guest.read(status), "active");
      await vfio[Symbol.asyncDispose]();
    }
    await guest.until("the device to sleep", sh`grep -q suspended ${status}`, 5_000);
    await unbind(guest, device.address);
    t.is(await guest.read(status), "active");
  },
);

spec(
  "a program can let the device sleep: out of reach until it wakes it",
  { devices: [...vfioDevices, mappable, notVirtual], since: "6.1" },
  async (t, context) => {
    // VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY, _EXIT.
    const [entry, exit] = [3, 5];
    await using vfio = await openVfio(context);
    const { offset } = await region(vfio, 0);
    await vfio.ok(mmap("bar", "device", 4096, offset));
    await vfio.ok(feature(entry, featureFlags.probe | featureFlags.set));
    for (let round = 0; round < 3; round++) {
      await vfio.ok(feature(entry, featureFlags.set));
      t.is(await vfio.refused(feature(entry, featureFlags.set)), "EINVAL", "it sleeps already");
      t.is((await vfio.ok(load("bar", 0, 4))).signal, "SIGBUS");
      await vfio.ok(feature(exit, featureFlags.set));
      t.is((await vfio.ok(load("bar", 0, 4))).signal, null);
    }
  },
);

spec("an unknown feature is ENOTTY, and one that cannot be had that way EINVAL", async (t, context) => {
  await using vfio = await openVfio(context);
  t.is(await vfio.refused(feature(0xfff, featureFlags.get)), "ENOTTY");
  // VFIO_DEVICE_FEATURE_PCI_VF_TOKEN is of physical functions with virtual ones alone, and cannot be read.
  t.true(["ENOTTY", "EINVAL"].includes(await vfio.refused(feature(0, featureFlags.get, u64(0, 0)))));
});

/** Bus and devfn of a function, `1:0`. */
function routingId(address: string): string {
  const [, bus = "", slot = "", fn = ""] = /^0000:(..):(..)\.(.)$/.exec(address) ?? [];
  return `${parseInt(bus, 16)}:${(parseInt(slot, 16) << 3) | parseInt(fn, 16)}`;
}

/** The same of all that a hot reset would reset: each struct vfio_pci_dependent_device has 12 bytes. */
function listed({ bytes }: Reply, count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => `${bytes[12 + 12 * n + 6]}:${bytes[12 + 12 * n + 7]}`);
}

spec(
  "a hot reset says what it would reset, and resets that if the program has it all",
  { devices: [...vfioDevices, notVirtual], variants: ["ordinary", "pciehp"] },
  async (t, context) => {
    const { device, run } = context;
    for (const way of listVfioWays(context)) {
      await using vfio = await openVfio(context, way);
      const answer = await vfio.ask(hotResetInfo(12));
      // What sits on the root bus has neither slot nor bus of its own.
      if (answer.errno === "ENODEV") {
        t.is(await vfio.refused(hotReset(way === "iommufd" ? [] : ["group"])), "ENODEV");
        continue;
      }
      t.is(answer.errno, "ENOSPC", "no room for any");
      const count = new Reply(answer).u32(8);
      t.true(count >= 1);
      const info = new Reply(await vfio.ok(hotResetInfo(12 + 12 * count)));
      t.is(info.u32(8), count);
      t.true(listed(info, count).includes(routingId(device.address)), "the device itself");
      t.is(await vfio.refused(hotReset(way === "iommufd" ? ["container"] : ["device"])), "EINVAL", "that is no group");
      // QEMU's port says nothing of its link after a bus reset where hot-plug is ACPI's, and the kernel waits for that.
      const done = count === 1 ? await vfio.ask(hotReset(way === "iommufd" ? [] : ["group"])) : undefined;
      if (run.cell.variant === "pciehp") t.is(done?.errno, undefined, "the reset");
      else t.true([undefined, "ENOTTY"].includes(done?.errno), done?.errno ?? "");
      const config = await Config.of(vfio);
      t.is(await config.read(0, 2), device.vendor);
    }
  },
);

spec(
  "a reset by ioctl 20 times in a row",
  { devices: [...vfioDevices, need("that can be reset", (device) => device.functionReset === true)] },
  async (t, context) => {
    await using vfio = await openVfio(context);
    await vfio.all(Array.from({ length: 20 }, () => deviceReset));
    const config = await Config.of(vfio);
    t.is(await config.read(0, 2), context.device.vendor);
  },
);

declareLeakSpec(spec);

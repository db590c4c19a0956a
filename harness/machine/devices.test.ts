// SPDX-License-Identifier: GPL-2.0-only
// What lab/device says of each device is held against QEMU's own model of it. A virtual function is not there before its
// driver makes it: its physical function is compared; the function itself proves itself in the guest, as every device
// does (the spec family `cell`).
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { devices, type Bar, type DeviceDefinition } from "../../lab/device/index.ts";
import { pciAddress, type PciAddress } from "../../lab/ids.ts";
import { findCommand } from "../host/find.ts";
import { run } from "../host/exec.ts";
import { qemuBinary } from "../setup/ensure.ts";
import { qemuDevices } from "../setup/probe.ts";
import { enumerate, findCapability, readConfig, type PciFunction } from "./testing/config-space.ts";
import { withPaused } from "./testing/paused.ts";
import type { Qmp } from "./qmp.ts";
import { migrated } from "./snapshot.ts";

/** Capabilities and their fields: PCI Local Bus Specification 3.0, 6.8.2; PCI Express Base Specification 3.0, 7.8.3. */
const msixCapability = 0x11;
const expressCapability = 0x10;
const functionLevelReset = 1 << 28;

const qemu = findCommand(qemuBinary(undefined));
const known = qemu === undefined ? new Set<string>() : qemuDevices((await run(qemu, ["-device", "help"])).stdout);

/** What is built in has no name, the lab's own NICs are no part of a definition (lab/argv/network.ts). */
const notAlike = ["", "device0", "peer0", "mgmt0"];

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");

function readAddress({ bus, slot, function: fn }: PciFunction): PciAddress {
  return pciAddress(`0000:${hex(bus, 2)}:${hex(slot, 2)}.${fn}`);
}

async function readMsix(qmp: Qmp, place: PciFunction) {
  const at = await findCapability(qmp, place, msixCapability);
  if (at === undefined) return { vectors: 0 };
  const table = await readConfig(qmp, place, at + 4);
  return { vectors: ((await readConfig(qmp, place, at)) >>> 16 & 0x7ff) + 1, bar: table & 7, offset: table - (table & 7) }; // prettier-ignore
}

/** A function of a machine, as a definition has it. */
async function facts(qmp: Qmp, found: PciFunction) {
  const { vectors, bar: tableBar, offset } = await readMsix(qmp, found);
  const express = await findCapability(qmp, found, expressCapability);
  const resets = express !== undefined && ((await readConfig(qmp, found, express + 4)) & functionLevelReset) !== 0;
  const bars = found.regions.map(({ bar, size, type, mem_type_64, prefetch }): Bar => ({
    ...{ index: bar, size, kind: type },
    ...(mem_type_64 === true ? { wide: true } : {}),
    ...(prefetch === true ? { prefetchable: true } : {}),
    ...(bar === tableBar ? { msixTable: offset } : {}),
  }));
  const { id, class_info } = found;
  return {
    vendor: id.vendor,
    device: id.device,
    class: class_info.class,
    bars,
    vectors,
    ...(resets ? { functionReset: true } : {}),
  };
}

/**
 * Whether QEMU can keep the function in a snapshot. Where a device forbids it QEMU says so at once; where a model has no
 * description of its state (`vmsd`) it says nothing, and the function comes back as after a reset. What a stream holds is
 * listed at its end: docs/devel/migration/main.rst. A snapshot as the lab makes them has no such list.
 */
async function isKept(qmp: Qmp, { bus, slot, function: fn }: PciFunction, as: "snapshot" | "stream"): Promise<boolean> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-state-"));
  try {
    const file = path.join(folder, "state");
    const capabilities = Object.entries({ events: true, "mapped-ram": as === "snapshot" });
    await qmp.execute("migrate-set-capabilities", {
      capabilities: capabilities.map(([capability, state]) => ({ capability, state })),
    });
    const done = await migrated(qmp, "migrate", file).then(
      () => true,
      () => false,
    );
    if (!done || as === "snapshot") return done;
    const names = [...(await readFile(file, "latin1")).matchAll(/"name": ?"0000:00:([^"]*)\/[^"]*"/g)];
    // A function below a port or bridge is named by the way to it (hw/pci/pci.c, pcibus_get_dev_path).
    const own = `${hex(slot, 2)}.${fn}`;
    return names.some(([, way = ""]) => (bus === 0 ? way === own : way.endsWith(`:${own}`)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The part of a definition that QEMU can tell. `ram` is what a BAR is for, and nobody can see that. */
function claimed({ vendor, device, class: code, bars, vectors, functionReset }: DeviceDefinition) {
  const plain = bars.map(({ ram: _, ...bar }) => bar);
  return { vendor, device, class: code, bars: plain, vectors, ...(functionReset ? { functionReset } : {}) };
}

for (const device of Object.values<DeviceDefinition>(devices)) {
  const seen = device.virtual?.physical ?? device;
  const [model = ""] = device.qemu.device.split(",");
  const title = `${device.model} is in QEMU what lab/device says of ${seen === device ? "it" : "its physical function"}`;
  if (qemu === undefined || !known.has(model)) {
    test.skip(`${title}: this host has no QEMU with ${model}`, (t) => t.fail());
    continue;
  }
  test.serial(title, async (t) => {
    await withPaused(qemu, device, async (qmp) => {
      const found = await enumerate(qmp);
      const own = found.find(({ qdev_id }) => qdev_id === "device0");
      if (own === undefined) return t.fail("no device0");
      t.is(readAddress(own), seen.address);
      t.deepEqual(await facts(qmp, own), claimed(seen));
      const alike = found.filter(
        ({ id, qdev_id }) => id.device === seen.device && id.vendor === seen.vendor && !notAlike.includes(qdev_id),
      );
      t.deepEqual(alike.map(readAddress), [...(device.others ?? []), ...(device.siblings ?? [])]);
    });
    // In machines of their own, since QEMU may die of it: then it does not keep the device either.
    const isKeptAs = (as: "snapshot" | "stream"): Promise<boolean> =>
      withPaused(qemu, device, async (qmp) => {
        const own = (await enumerate(qmp)).find(({ qdev_id }) => qdev_id === "device0");
        return own !== undefined && (await isKept(qmp, own, as));
      }).catch(() => false);
    // That one comes back as it was only a guest can tell: a file may know more.
    const kept = (await isKeptAs("snapshot")) && (await isKeptAs("stream"));
    t.true(kept || !device.migratable, "migratable");
  });
}

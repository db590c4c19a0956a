// SPDX-License-Identifier: GPL-2.0-only
// Whether the device under test, and what hangs on it, can be put into a running machine: as its file in lab/device says.
import test from "ava";
import { deviceValue, modelIn } from "../../lab/argv/device.ts";
import { devices, type DeviceDefinition } from "../../lab/device/index.ts";
import { belowPort, unmetNeed } from "../../lab/device/needs.ts";
import type { MachineSpec } from "../../lab/machine.ts";
import { findCommand } from "../host/find.ts";
import { run } from "../host/exec.ts";
import { qemuBinary } from "../setup/ensure.ts";
import { qemuDevices } from "../setup/probe.ts";
import { plug } from "./hotplug.ts";
import type { Qmp } from "./qmp.ts";
import { withPaused } from "./testing/paused.ts";

const qemu = findCommand(qemuBinary(undefined));
const known = qemu === undefined ? new Set<string>() : qemuDevices((await run(qemu, ["-device", "help"])).stdout);

/** QEMU's ids of what was plugged in or was there. */
async function ids(qmp: Qmp): Promise<readonly string[]> {
  const found = (await qmp.execute("qom-list", { path: "/machine/peripheral" })) as readonly {
    readonly name: string;
  }[];
  return found.map(({ name }) => name);
}

/** What cannot be put into a machine that has what the device needs, and not yet the device. */
async function fixed(device: DeviceDefinition, qemu: string): Promise<DeviceDefinition["fixed"]> {
  // What is on the root bus beside it hangs on nothing of it.
  const absent = [deviceValue(device), ...(device.qemu.beside ?? []).filter((word) => /bus=|drive=/.test(word))];
  const plugged = async (qmp: Qmp): Promise<DeviceDefinition["fixed"]> => {
    const refused = await plug({ spec: { device } as MachineSpec, qmp }).catch((error: unknown) => String(error));
    if (refused === undefined) return undefined;
    if (!/does not support hotplugging/.test(refused)) throw new TypeError(refused);
    return (await ids(qmp)).includes("device0") ? "beside" : "device";
  };
  return withPaused(qemu, device, plugged, absent);
}

for (const device of Object.values<DeviceDefinition>(devices)) {
  if (unmetNeed(belowPort, device) !== undefined) continue;
  const title = `${device.model}: ${device.fixed === undefined ? "it and all that hangs on it" : `all but its ${device.fixed}`} can be plugged in`;
  if (qemu === undefined || !known.has(modelIn(device.qemu.device)))
    test.skip(`${title}: this host has no QEMU with ${device.model}`, (t) => t.fail());
  else
    test.serial(title, async (t) => {
      t.is(await fixed(device, qemu), device.fixed);
    });
}

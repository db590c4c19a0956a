// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { devices, type DeviceDefinition } from "../../lab/device/index.ts";
import type { MachineSpec } from "../../lab/machine.ts";
import { macs } from "../../lab/network.ts";
import { plugArguments } from "./hotplug.ts";

const machine = (device: DeviceDefinition): { spec: MachineSpec } => ({ spec: { device } as MachineSpec });

test("a device is put back as it was: same port, same wire, same address", (t) => {
  t.deepEqual(plugArguments(machine(devices.igb)), {
    driver: "igb",
    id: "device0",
    bus: "port0",
    netdev: "wire0",
    mac: macs.underTest,
    romfile: "",
  });
});

for (const device of Object.values<DeviceDefinition>(devices))
  test(`a machine with ${device.model} has a device that can be named`, (t) => {
    t.is(plugArguments(machine(device))["id"], "device0");
  });

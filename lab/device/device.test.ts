// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { defineDevice, type DeviceDefinition } from "./definition.ts";
import { devices, deviceModels, findDevice } from "./index.ts";
import { exact, msix, nic, unmetNeed, wire } from "./needs.ts";

for (const [name, { model }] of Object.entries<DeviceDefinition>(devices))
  test(`the device ${name} is called so in cells, too`, (t) => {
    t.is(model, name);
  });

test("a device is found by its name, and only by that", (t) => {
  for (const model of deviceModels) t.is(findDevice(model), devices[model]);
  t.throws(() => findDevice("rtl9999"), { instanceOf: TypeError, message: /rtl9999/ });
  t.throws(() => findDevice("toString"), { instanceOf: TypeError });
  t.is(findDevice("mine", { mine: devices.edu }), devices.edu);
});

test("a definition says what the lab can work with, or is refused", (t) => {
  const { edu } = devices;
  t.throws(() => defineDevice({ ...edu, model: "my device" }), { message: /"my device" is no name/ });
  t.throws(() => defineDevice({ ...edu, vectors: 5 }), { message: /edu has 5 vectors, and 0 BARs/ });
  t.throws(() => defineDevice({ ...devices.igb, vectors: 0 }), { message: /igb has 0 vectors, and 1 BARs/ });
  t.is(defineDevice(edu), edu);
});

test("a definition survives JSON, as it goes to the processes that run specs", (t) => {
  for (const device of Object.values<DeviceDefinition>(devices))
    t.deepEqual(JSON.parse(JSON.stringify(device)), device, device.model);
});

test("what a device lacks is named, and all of it", (t) => {
  t.is(unmetNeed(msix, devices.igb), undefined);
  t.is(unmetNeed([...nic, exact], devices.igb), undefined);
  t.is(unmetNeed(msix, devices.edu), "needs a device with MSI-X");
  t.is(unmetNeed([msix, wire], devices.edu), "needs a device with MSI-X and with a wire");
});

// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { devices } from "../../lab/device/index.ts";
import { DeviceSchema } from "./schema.ts";

test("what the lab says of its own devices, a configuration may say of others", (t) => {
  for (const [name, device] of Object.entries(devices)) t.notThrows(() => DeviceSchema.parse(device), name);
});

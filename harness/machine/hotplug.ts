// SPDX-License-Identifier: GPL-2.0-only
// Taking the device under test out of a running machine, and putting it back.
import { deviceId, deviceValue } from "../../lab/argv/device.ts";
import type { RunningMachine } from "./running.ts";

/** What the device under test was made from, `igb,id=device0,bus=port0,…`, as QMP takes it. */
export function plugArguments(machine: Pick<RunningMachine, "spec">): Readonly<Record<string, string>> {
  const [driver = "", ...properties] = deviceValue(machine.spec.device).split(",");
  const pairs = properties.map((property) => {
    const at = property.indexOf("=");
    return [property.slice(0, at), property.slice(at + 1)];
  });
  return { driver, ...(Object.fromEntries(pairs) as Record<string, string>) };
}

/** Asks the guest to let the device go; done when QEMU has taken it out. @throws {LabError} if the guest does not. */
export async function unplug(machine: RunningMachine, timeout: number): Promise<void> {
  const gone = machine.qmp.waitFor(
    "DEVICE_DELETED",
    ({ event, data }) => event === "DEVICE_DELETED" && data?.["device"] === deviceId,
    timeout,
  );
  gone.catch(() => undefined);
  await machine.qmp.execute("device_del", { id: deviceId });
  await gone;
}

/** Puts the device in again, as it was: the guest finds it by itself, a moment later. */
export async function plug(machine: RunningMachine): Promise<void> {
  await machine.qmp.execute("device_add", plugArguments(machine));
}

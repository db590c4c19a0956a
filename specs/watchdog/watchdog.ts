// SPDX-License-Identifier: GPL-2.0-only
// A watchdog and who has it open (Documentation/watchdog/watchdog-api.rst). QEMU tells of one that fires, and leaves the
// machine alone.
import { DeadlineError } from "../../harness/host/deadline.ts";
import { file, ioctl, openFlags, Reply, type SystemCall } from "../../harness/guest/calls.ts";
import { u32 } from "../../harness/guest/bytes.ts";
import { bindOwn, unbind } from "../../harness/guest/pci.ts";
import type { GuestProgram } from "../../harness/guest/program.ts";
import type { SpecContext } from "../../harness/spec/index.ts";

/** `_IOR(WATCHDOG_IOCTL_BASE, n, …)`: include/uapi/linux/watchdog.h. */
const get = (number: number, size = 4): number => 2 * 2 ** 30 + size * 2 ** 16 + 0x5700 + number;

export const info = (name: string): SystemCall => ioctl(name, get(0, 40), "", 40);
export const options = (name: string, flags: number): SystemCall => ioctl(name, get(4), u32(flags));
export const keepAlive = (name: string): SystemCall => ioctl(name, get(5), u32(0));
export const setSeconds = (name: string, seconds: number): SystemCall => ioctl(name, get(6) + 2 ** 30, u32(seconds), 4);
export const getSeconds = (name: string): SystemCall => ioctl(name, get(7), "", 4);

/** WDIOS_DISABLECARD. */
export const disableCard = 1;
/** What is written before a close that is meant to stop it. */
export const magic = Buffer.from("V").toString("hex");
export const anything = Buffer.from(".").toString("hex");

/** The device's driver has it, and a watchdog that fires is only told of. @returns the watchdog's name: `watchdog0`. */
export async function bindWatchdog(context: SpecContext): Promise<string> {
  const { guest, device, machine } = context;
  await machine.qmp.execute("watchdog-set-action", { action: "none" });
  await unbind(guest, device.address);
  // Not by its function: drivers may leave out whose it is (drivers/watchdog/i6300esb.c).
  const others = await guest.$`ls /sys/class/watchdog 2> /dev/null || true`;
  await bindOwn(guest, device);
  const all = await guest.$`ls /sys/class/watchdog`;
  return all.split("\n").find((name) => !others.split("\n").includes(name)) ?? "";
}

/** Opens it, which starts it, with so many seconds. */
export async function start(calls: GuestProgram, name: string, node: string, seconds: number): Promise<void> {
  await calls.ok(file(name, `/dev/${node}`, openFlags.writeOnly));
  await calls.ok(setSeconds(name, seconds));
}

export const readSeconds = async (calls: GuestProgram, name: string): Promise<number> =>
  new Reply(await calls.ok(getSeconds(name))).u32(0);

/** Whether the watchdog fires within so many seconds, with a ping again and again until then if there is one. */
export async function fires(
  { machine }: SpecContext,
  seconds: number,
  ping?: () => Promise<unknown>,
): Promise<boolean> {
  const wait = { over: false };
  const fired = machine.qmp
    .waitFor("WATCHDOG", ({ event }) => event === "WATCHDOG", seconds * 1000)
    .then(
      () => true,
      (error: unknown) => {
        if (error instanceof DeadlineError) return false;
        throw error;
      },
    )
    .finally(() => (wait.over = true));
  fired.catch(() => undefined);
  while (ping !== undefined && !wait.over) await ping();
  return fired;
}

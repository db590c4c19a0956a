// SPDX-License-Identifier: GPL-2.0-only
// Taking the device under test out of a running machine, and putting it back.
import { deviceId, deviceValue } from "../../lab/argv/device.ts";
import { DeadlineError } from "../host/deadline.ts";
import { KernelError, LabError } from "../host/errors.ts";
import type { Qmp } from "./qmp.ts";
import type { RunningMachine } from "./running.ts";

/** Asks the guest to let the device go; done when QEMU has taken it out. @throws {KernelError} if the guest does not. */
export async function unplug(machine: RunningMachine, timeout: number): Promise<void> {
  const gone = machine.qmp.waitFor(
    "DEVICE_DELETED",
    ({ event, data }) => event === "DEVICE_DELETED" && data?.["device"] === deviceId,
    timeout,
  );
  gone.catch(() => undefined);
  await machine.qmp.execute("device_del", { id: deviceId });
  await gone.catch((error: unknown) => {
    if (!(error instanceof DeadlineError)) throw error;
    // QEMU has taken the request, and has told the guest: it is the guest's kernel that does nothing.
    const text = `the kernel does not let the device go: not within ${Math.round(timeout / 1000)} s`;
    throw new KernelError(text, { why: "timeout", cause: error });
  });
}

/** Values of an option. */
const listValues = (args: readonly string[], option: string): readonly string[] =>
  args.filter((_, index) => args[index - 1] === option);

const readId = (value: string): string | undefined => /(?:^|,)id=([^,]*)/.exec(value)?.[1];

/**
 * Puts the device in again, as it was, and what hung on it: the guest finds it by itself, a moment later. Its disk is a new
 * one: QEMU drops a drive with the device that used it.
 */
export async function plug({ spec, qmp }: Pick<RunningMachine, "spec" | "qmp">): Promise<void> {
  const { before, beside = [] } = spec.device.qemu;
  const blocks = (await qmp.execute("query-block")) as readonly { readonly device: string }[];
  for (const value of listValues(before, "-drive"))
    if (!blocks.some(({ device }) => device === readId(value))) await add(qmp, "drive_add 0", value);
  await add(qmp, "device_add", deviceValue(spec.device));
  const there = (await qmp.execute("qom-list", { path: "/machine/peripheral" })) as readonly {
    readonly name: string;
  }[];
  for (const value of listValues(beside, "-device"))
    if (!there.some(({ name }) => name === readId(value))) await add(qmp, "device_add", value);
}

/**
 * By the monitor for people, which takes values as the command line does: QMP wants to be told which are numbers.
 * @throws {LabError} if QEMU refuses it, which that monitor says in words alone.
 */
async function add(qmp: Qmp, command: "device_add" | "drive_add 0", value: string): Promise<void> {
  if (value.startsWith("{")) return void (await qmp.execute(command, JSON.parse(value) as Record<string, unknown>));
  const said = (await qmp.human(`${command} ${value}`)).trim();
  if (said !== "" && said !== "OK") throw new LabError(`QEMU: ${command} ${value}: ${said}`);
}

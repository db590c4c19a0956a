// SPDX-License-Identifier: GPL-2.0-only
import { deviceId } from "../../lab/argv/device.ts";
import type { RunningMachine } from "./running.ts";

/** Gives the NIC under test its link or takes it. */
export async function setLink({ qmp }: Pick<RunningMachine, "qmp">, up: boolean): Promise<void> {
  await qmp.execute("set_link", { name: deviceId, up });
}

// SPDX-License-Identifier: GPL-2.0-only
// A cell boots once; its state goes to a file, and each spec file goes on from there (QEMU docs/devel/migration).
import { stat } from "node:fs/promises";
import { LabError } from "../host/errors.ts";
import type { Qmp } from "./qmp.ts";
import type { RunningMachine } from "./running.ts";

const deadline = 120_000;

/** RAM at fixed places of the file: small, and fast to read back (docs/devel/migration/mapped-ram.rst). */
const capabilities = [
  { capability: "mapped-ram", state: true },
  { capability: "events", state: true },
];

/** Writes a machine's state to a file. The machine is stopped by it and can only be disposed of. */
export async function saveSnapshot(machine: RunningMachine, file: string): Promise<void> {
  await machine.qmp.execute("migrate-set-capabilities", { capabilities });
  await migrated(machine.qmp, "migrate", file);
  if ((await stat(file)).size === 0) throw new LabError(`the snapshot ${file} is empty`);
}

/** Brings a machine that was started with `-incoming defer` to the state in a file and lets it run. */
export async function loadSnapshot(machine: RunningMachine, file: string): Promise<void> {
  await machine.qmp.execute("migrate-set-capabilities", { capabilities });
  // Each NIC tells its new switch where it is: once, before the guest runs. Five times in two seconds, as is usual, would be
  // frames among those of specs (net/announce.c); with none at all virtio-net dies of a reset (hw/net/virtio-net.c).
  await machine.qmp.execute("migrate-set-parameters", { "announce-rounds": 1 });
  await migrated(machine.qmp, "migrate-incoming", file);
  await machine.qmp.execute("cont");
}

/** Has QEMU write or read a machine's state; waits until that is done. @throws {LabError} with QEMU's reason. */
export async function migrated(qmp: Qmp, command: "migrate" | "migrate-incoming", file: string): Promise<void> {
  const done = qmp.waitFor(
    "MIGRATION completed",
    ({ event, data }) => event === "MIGRATION" && /^(completed|failed)$/.test(String(data?.["status"])),
    deadline,
  );
  done.catch(() => undefined);
  await qmp.execute(command, { uri: `file:${file}` });
  const { data } = await done;
  if (data?.["status"] === "completed") return;
  const info = (await qmp.execute("query-migrate")) as { "error-desc"?: string };
  throw new LabError(`${command} ${file} failed: ${info["error-desc"] ?? "QEMU gives no reason"}`);
}

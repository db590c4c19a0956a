// SPDX-License-Identifier: GPL-2.0-only
// Files in and out of the guest, as tar streams over SSH.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { create, extract } from "tar";
import { within } from "../host/deadline.ts";
import { KernelError } from "../host/errors.ts";
import { blameKernel, type Guest } from "./guest.ts";
import { sh } from "./shell.ts";
import type { OpenChannel } from "./ssh.ts";

/** So many times as long as a command a copy may take: tens of megabytes go through an emulated CPU's cipher. */
const timeoutFactor = 4;

/**
 * Copies files or folders of `from` (a folder on the host) into a folder of the guest.
 * @throws {KernelError} if the guest cannot, or dies of it.
 */
export async function copyIn(guest: Guest, from: string, names: readonly string[], to: string): Promise<void> {
  const open = await guest.open(sh`mkdir -p ${to} && tar -xf - -C ${to}`);
  const archive = Readable.from(create({ cwd: from, portable: true }, [...names]));
  // tar says nothing there, and a channel whose output nobody reads never ends.
  open.channel.resume();
  await finish(guest, `copy to ${to}`, open, pipeline(archive, open.channel));
}

/** Copies files or folders out of a folder of the guest into `to` (a folder on the host). @throws {KernelError} as `copyIn` */
export async function copyOut(guest: Guest, from: string, names: readonly string[], to: string): Promise<void> {
  const open = await guest.open(sh`tar -cf - -C ${from} ${names}`);
  await finish(guest, `copy from ${from}`, open, pipeline(open.channel, extract({ cwd: to })));
}

async function finish(guest: Guest, what: string, open: OpenChannel, transfer: Promise<void>): Promise<void> {
  const { channel, ended } = open;
  let stderr = "";
  channel.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  // A tar that fails sends half an archive: why is in what it says, not in what the reader makes of it.
  const both = Promise.allSettled([transfer, ended]);
  const [moved, code] = await within(what, guest.timeout * timeoutFactor, both, () => stderr)
    .catch(blameKernel)
    .finally(() => channel.destroy());
  if (code.status === "rejected") throw code.reason;
  if (code.value !== 0) throw new KernelError(`${what}: exit code ${code.value}`, { output: stderr });
  if (moved.status === "rejected") throw moved.reason;
}

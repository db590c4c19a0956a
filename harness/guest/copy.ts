// SPDX-License-Identifier: GPL-2.0-only
// Files in and out of the guest, as tar streams over SSH.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { create, extract } from "tar";
import { KernelError } from "../errors.ts";
import type { Guest } from "./guest.ts";

/** Copies files or folders of `from` (a folder on the host) into a folder of the guest. */
export async function copyIn(guest: Guest, from: string, names: readonly string[], to: string): Promise<void> {
  const channel = await guest.open(`mkdir -p ${to} && tar -xf - -C ${to}`);
  await finish(`copy to ${to}`, channel, () =>
    pipeline(Readable.from(create({ cwd: from, portable: true }, [...names])), channel),
  );
}

/** Copies files or folders out of a folder of the guest into `to` (a folder on the host). */
export async function copyOut(guest: Guest, from: string, names: readonly string[], to: string): Promise<void> {
  const channel = await guest.open(`tar -cf - -C ${from} ${names.join(" ")}`);
  await finish(`copy from ${from}`, channel, () => pipeline(channel, extract({ cwd: to })));
}

async function finish(
  what: string,
  channel: Awaited<ReturnType<Guest["open"]>>,
  transfer: () => Promise<void>,
): Promise<void> {
  let stderr = "";
  channel.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<number>((resolve) => {
    let code = -1;
    channel.on("exit", (status: number) => (code = status));
    channel.on("close", () => resolve(code));
  });
  await transfer();
  const code = await ended;
  if (code !== 0) throw new KernelError(`${what}: exit code ${code}`, { output: stderr });
}

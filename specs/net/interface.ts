// SPDX-License-Identifier: GPL-2.0-only
// The interface under test and the other end of its wire; and ethtool, which says itself what the driver does not offer.
import { macs } from "../../lab/network.ts";
import { KernelError } from "../../harness/host/errors.ts";
import { cross, interfaceByMac, readInterface, startTraffic } from "../../harness/guest/network.ts";
import { bindOwn, unbind } from "../../harness/guest/pci.ts";
import type { GuestProgram } from "../../harness/guest/program.ts";
import { sh, type ShellCommand } from "../../harness/guest/shell.ts";
import type { Pair } from "../../harness/spec/apart.ts";
import { notApplicable, type SpecContext } from "../../harness/spec/index.ts";

export type { Pair };

/** An interface that its driver has just made, with nothing changed, and its peer; both are up. */
export async function freshPair({ guest, device }: SpecContext): Promise<Pair> {
  await unbind(guest, device.address);
  await bindOwn(guest, device);
  return { here: await readInterface(guest, device.address), peer: await interfaceByMac(guest, macs.peer) };
}

/** Holds if frames cross in both directions: some of each length, or all of `bytes`. */
export async function passes({ guest }: SpecContext, { here, peer }: Pair, count = 10, bytes?: number): Promise<void> {
  await cross(guest, here, peer, count, bytes);
  await cross(guest, peer, here, count, bytes);
}

/** Frames in both directions, in the background. */
export async function traffic({ guest }: SpecContext, { here, peer }: Pair): Promise<GuestProgram> {
  return startTraffic(guest, here, peer);
}

const unsupported = /not supported|unsupported|no .* (?:available|defined|parameters changed)|Cannot get .* not/i;
/** A driver that is resetting its interface: it will answer. */
const busy = /temporarily unavailable/;

/** What ethtool says; undefined if the driver does not offer it. @throws {KernelError} if it fails otherwise. */
export async function ask(
  { guest, run }: SpecContext,
  args: ShellCommand,
  timeout?: number,
): Promise<string | undefined> {
  const deadline = performance.now() + 10_000 * run.timeoutScale;
  for (;;) {
    const { code, stdout, stderr } = await guest.execute(sh`ethtool ${args}`, timeout === undefined ? {} : { timeout });
    const said = stderr + stdout;
    // Some refusals have exit code 0.
    if (code === 0 && !unsupported.test(stderr)) return stdout;
    if (busy.test(said) && performance.now() < deadline) continue;
    if (unsupported.test(said)) return undefined;
    throw new KernelError(`ethtool ${args}: exit code ${code}`, { output: said.trim() });
  }
}

/** What ethtool says; the spec does not apply where the driver does not offer it. */
export async function require(context: SpecContext, args: ShellCommand, timeout?: number): Promise<string> {
  const said = await ask(context, args, timeout);
  return said ?? notApplicable(`${context.device.driver?.name} does not offer ethtool ${args.text.split(" ")[0]}`);
}

/** Numbers of a section of ethtool's output, by their names: `RX: 4096` under `Pre-set maximums:`. */
export function section(text: string, title: string): Readonly<Record<string, number>> {
  const [, rest = ""] = text.split(title);
  const [body = ""] = rest.replace(/^:?\n/, "").split(/\n(?=\S[^\n]*:\n)/);
  return Object.fromEntries(
    [...body.matchAll(/^([\w -]+):\s+(\d+)$/gm)].map(([, name = "", value]) => [name.trim(), Number(value)]),
  );
}

/** Features that the driver lets be changed, by their names; without the one that adds the checksum to each frame. */
export async function changeable(context: SpecContext, here: string): Promise<{ name: string; on: boolean }[]> {
  const text = await require(context, sh`-k ${here}`);
  const found = [...text.matchAll(/^\s*([\w-]+): (on|off)(?: \[requested \w+\])?$/gm)];
  return found.map(([, name = "", value]) => ({ name, on: value === "on" })).filter(({ name }) => name !== "rx-fcs");
}

/** Runs `body` with the interface down, and brings it up again. */
export async function whileDown({ guest }: SpecContext, { here }: Pair, body: () => Promise<unknown>): Promise<void> {
  await guest.$`ip link set ${here} down`;
  await body();
  await guest.$`ip link set ${here} up`;
}

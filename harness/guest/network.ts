// SPDX-License-Identifier: GPL-2.0-only
// The guest's network interfaces. They are found by address, never by name: names depend on the order of probing.
import * as z from "zod/mini";
import type { MacAddress, PciAddress } from "../../lab/ids.ts";
import { KernelError } from "../host/errors.ts";
import { readAnswer } from "./answer.ts";
import { answers, command } from "./command.ts";
import type { Guest } from "./guest.ts";
import { GuestProgram } from "./program.ts";
import { sh } from "./shell.ts";

/** IEEE 802 local experimental ethertype 1: nobody else's frames have it. */
const ethertype = "88b5";

/** The interface with a MAC address, up. @throws {KernelError} if there is none. */
export async function interfaceByMac(guest: Guest, mac: MacAddress): Promise<string> {
  const name = (await guest.$`grep -l ${mac} /sys/class/net/*/address`).split("/").at(-2) ?? "";
  await guest.$`ip link set ${name} up`;
  return name;
}

/**
 * The interface of a PCI function that a network driver has, up: the function's own, or that of the virtio device on it.
 * @throws {KernelError} if there is none.
 */
export async function readInterface(guest: Guest, address: PciAddress): Promise<string> {
  const folder = sh`/sys/bus/pci/devices/${address}`;
  return guest.$`cd ${folder}/net 2> /dev/null || cd ${folder}/virtio*/net && ip link set * up && echo *`;
}

/**
 * Sends frames from one interface of the guest to another, one after the other, over the wire between them: each of
 * `bytes`, or of all lengths that the ordinary MTU allows.
 * @returns milliseconds of the guest's time from the first to the last, with the link up.
 * @throws {KernelError} if one is lost or comes changed, or a link does not come up.
 */
export async function cross(guest: Guest, from: string, to: string, count: number, bytes?: number): Promise<number> {
  const command = sh`labtool frame cross ${from} ${to} ${count} ${bytes ?? []}`;
  const { code, stdout, stderr } = await guest.execute(command, { timeout: 60_000 });
  const length = bytes === undefined ? "" : ` of ${bytes} bytes`;
  if (code !== 0)
    throw new KernelError(`${count} frames${length} from ${from} to ${to} did not all arrive`, {
      output: (stdout + stderr).trim(),
    });
  return readAnswer(Crossed, stdout, command.text).ms;
}

const Crossed = z.object({ ms: z.number() });

const Bounced = z.object({
  sent: z.number(),
  returned: z.number(),
  changed: z.number(),
  doubled: z.number(),
  /** Microseconds of the guest's time. */
  us: z.number(),
});
export type Bounced = Readonly<z.infer<typeof Bounced>>;

/**
 * What a forwarder makes of a frame's header, in the words of testpmd: it puts its own address and the sender's there, or
 * leaves it as it is.
 */
export type Forwarding = "mac" | "io";

/**
 * Sends frames of all lengths from an interface to an address whose owner sends each back, at most `window` at once: the
 * next go out when all of those are back. It ends with the first that does not come back.
 * @throws {KernelError} if none comes back at all, or the link does not come up.
 */
export async function bounce(
  guest: Guest,
  from: string,
  to: string,
  { mode, count, window = 64 }: { readonly mode: Forwarding; readonly count: number; readonly window?: number },
  timeout: number,
): Promise<Bounced> {
  const address = to.replaceAll(":", "");
  return guest.json(Bounced, sh`labtool frame bounce ${from} ${address} ${count} ${window} ${mode}`, { timeout });
}

const Frames = answers({ sent: z.number(), refused: z.number(), received: z.number(), changed: z.number() });

/** Asks `startTraffic` what came of its frames so far. */
export const frameCounts = () => command(Frames, "counts");

/**
 * Sends frames both ways between two interfaces until it is disposed of. Some have come when this returns: what follows
 * happens in the middle of it.
 */
export async function startTraffic(guest: Guest, one: string, other: string): Promise<GuestProgram> {
  const program = await GuestProgram.launch(guest, sh`labtool frame traffic ${one} ${other}`);
  await program.until(frameCounts(), ({ received }) => received > 0);
  return program;
}

const Joined = answers({ joined: z.number() });

/**
 * Has an interface take frames to so many further addresses, which follow one another in their last byte, until the
 * program is disposed of.
 */
export async function joinAddresses(guest: Guest, name: string, first: string, count: number): Promise<GuestProgram> {
  const program = await GuestProgram.launch(
    guest,
    sh`labtool frame join ${name} ${first.replaceAll(":", "")} ${count}`,
  );
  await program.ok(command(Joined, "joined"));
  return program;
}

/** A frame of the lab's own: to everybody, from nobody in particular, with a payload that says which. */
export function labFrame(payload: string): string {
  const header = `ffffffffffff${"52546d006dff"}${ethertype}`;
  // 60 bytes is Ethernet's least without its checksum: IEEE 802.3 clause 3.2.8.
  return (header + Buffer.from(payload).toString("hex")).padEnd(120, "0");
}

const Heard = z.object({ frame: z.optional(z.string()) });

/** Waits on an interface for a frame of the lab's own; resolves to it in hexadecimal, or to undefined after `ms`. */
export async function hear(guest: Guest, name: string, ms: number): Promise<{ frame: Promise<string | undefined> }> {
  const heard = guest.execute(sh`labtool frame recv ${name} 0x${ethertype} ${ms}`, { timeout: ms * 4 + 30_000 });
  // The row appears when the socket is bound: a frame that is sent after that is not missed.
  await guest.until(`a listener on ${name}`, sh`grep -qi ${` ${ethertype} `} /proc/net/packet`, 10_000);
  return { frame: heard.then(({ command, stdout }) => readAnswer(Heard, stdout, command).frame) };
}

/** Sends a frame from an interface of the guest. */
export async function sendFrame(guest: Guest, name: string, frame: string): Promise<void> {
  await guest.$`labtool frame send ${name} ${frame}`;
}

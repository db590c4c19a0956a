// SPDX-License-Identifier: GPL-2.0-only
// What specs say most often, in the words of the driver's manual.
import { counts } from "../../harness/guest/eventfds.ts";
import { bind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { UioSession, type Counts } from "./uio-session.ts";
import type { SpecContext } from "../../harness/spec/context.ts";

/** Hands the NIC to uio_msi and opens it in a program of its own. */
export async function openUio(context: SpecContext): Promise<UioSession> {
  await bind(context.guest, context.device.address, "uio_msi");
  return UioSession.open(context.guest, context.device.address);
}

/** The same, with each vector set to an eventfd of its own: `v0`, `v1`, … */
export async function armedUio(context: SpecContext): Promise<UioSession> {
  const uio = await openUio(context);
  await uio.armVectors(listVectors(context).length);
  return uio;
}

/**
 * The same after fire, with what is left of that taken: the kernel sends an interrupt that was on its way when its vector
 * was released once the vector is set again (kernel/irq/resend.c), and a device that no close resets has its own pending.
 * An e1000e's may be late by REPEAT_MS in images/tools/e1000e.c.
 */
export async function armedAfterFire(context: SpecContext): Promise<UioSession> {
  const uio = await armedUio(context);
  await uio.ok(counts(100));
  return uio;
}

/** Has the device raise a vector that should wake an eventfd: those that were signalled, and how often. */
export async function fires(uio: UioSession, vector: number, eventfd = `v${vector}`): Promise<Counts> {
  return (await uio.fire([vector], () => eventfd))[0] ?? {};
}

/** Waits until a storm that was begun is seen in /proc/interrupts: a count for each of the two CPUs. */
export async function underFire({ guest }: Pick<SpecContext, "guest">): Promise<void> {
  const counted = sh`awk '/uio_msi.0./ { n = $2 + $3 } END { exit n < 100 }' /proc/interrupts`;
  await guest.until("interrupts by the hundred", counted, 10_000);
}

/** UIO_MSI_MAX_VECTORS in include/uapi/linux/uio_msi.h: a device may have more, but these are all that can be used. */
export const mostVectors = 64;

/** The vectors of the device that uio_msi hands out. */
export function listVectors({ device }: SpecContext): readonly number[] {
  return Array.from({ length: Math.min(device.vectors, mostVectors) }, (_, vector) => vector);
}

/** What /proc/interrupts calls a vector that is in use. */
export function interruptName({ device }: SpecContext, vector: number): string {
  return `uio_msi[${vector}](${device.address})`;
}

/** Which eventfds each vector of the device wakes, if all is as `armedUio` set it up. */
export function ownEventfds(context: SpecContext): readonly (readonly string[])[] {
  return listVectors(context).map((vector) => [`v${vector}`]);
}

/** Which eventfds each vector of the device wakes. */
export async function wokenEventfds(uio: UioSession, context: SpecContext): Promise<readonly (readonly string[])[]> {
  return (await uio.fire(listVectors(context))).map((counts) => Object.keys(counts));
}

/** Whether the device sends as many interrupts as it is told to: one that repeats them by itself sends more. */
export function countsTell({ device }: SpecContext): boolean {
  return device.fires !== "repeated";
}

/** Whether a count is `wanted`; on a device that repeats interrupts by itself, whether it is at least that. */
export function exactly(context: SpecContext, wanted: number): (count: number) => boolean {
  return (count) => (countsTell(context) ? count === wanted : count >= wanted);
}

// SPDX-License-Identifier: GPL-2.0-only
// What specs say most often, in the words of the driver's manual.
import { iommuFacts } from "../../lab/iommu.ts";
import { bind } from "../guest/pci.ts";
import { UioSession, type Counts } from "../guest/uio.ts";
import type { Bench } from "./bench.ts";

/** Hands the NIC to uio_msi and opens it in a program of its own. */
export async function openUio(bench: Bench): Promise<UioSession> {
  await bind(bench.guest, bench.device.address, "uio_msi");
  return UioSession.open(bench.guest, bench.device.address);
}

/** The same, with each vector set to an eventfd of its own: `v0`, `v1`, … */
export async function armedUio(bench: Bench): Promise<UioSession> {
  const uio = await openUio(bench);
  await uio.armVectors(vectorsOf(bench).length);
  return uio;
}

/**
 * The same after fire, with what is left of that taken: the kernel sends an interrupt that was on its way when its vector
 * was released once the vector is set again (kernel/irq/resend.c), and a device that no close resets has its own pending.
 * An e1000e's may be late by REPEAT_MS in images/tools/e1000e.c.
 */
export async function armedAfterFire(bench: Bench): Promise<UioSession> {
  const uio = await armedUio(bench);
  await uio.ok("counts 100");
  return uio;
}

/** Has the device raise a vector that should wake an eventfd: those that were signalled, and how often. */
export async function fires(uio: UioSession, vector: number, eventfd = `v${vector}`): Promise<Counts> {
  return (await uio.fire([vector], () => eventfd))[0] ?? {};
}

/** Waits until a storm that was begun is seen in /proc/interrupts: a count for each of the two CPUs. */
export async function underFire({ guest }: Pick<Bench, "guest">): Promise<void> {
  const counted = "awk '/uio_msi.0./ { n = $2 + $3 } END { exit n < 100 }' /proc/interrupts";
  await guest.until("interrupts by the hundred", counted, 10_000);
}

/** UIO_MSI_MAX_VECTORS in include/uapi/linux/uio_msi.h: a device may have more, but these are all that can be used. */
export const mostVectors = 64;

/** The vectors of the device that uio_msi hands out. */
export function vectorsOf({ device }: Bench): readonly number[] {
  return Array.from({ length: Math.min(device.vectors, mostVectors) }, (_, vector) => vector);
}

/** What /proc/interrupts calls a vector that is in use. */
export function rowOf({ device }: Bench, vector: number): string {
  return `uio_msi[${vector}](${device.address})`;
}

/** Which eventfds each vector of the device wakes, if all is as `armedUio` set it up. */
export function ownEventfds(bench: Bench): readonly (readonly string[])[] {
  return vectorsOf(bench).map((vector) => [`v${vector}`]);
}

/** Which eventfds each vector of the device wakes. */
export async function wokenEventfds(uio: UioSession, bench: Bench): Promise<readonly (readonly string[])[]> {
  return (await uio.fire(vectorsOf(bench))).map((counts) => Object.keys(counts));
}

/** Whether the device sends as many interrupts as it is told to: one that repeats them by itself sends more. */
export function countsTell({ device }: Bench): boolean {
  return device.fires !== "repeated";
}

/** Whether a count is `wanted`; on a device that repeats interrupts by itself, whether it is at least that. */
export function exactly(bench: Bench, wanted: number): (count: number) => boolean {
  return (count) => (countsTell(bench) ? count === wanted : count >= wanted);
}

/** Says that DMA will be blocked, and why that is right. Not every IOMMU tells the kernel. */
export function declareFault(bench: Bench, why: string): void {
  if (iommuFacts[bench.run.cell.iommu].reportsFaults) bench.declare({ kind: "iommu-fault", title: /./, why });
}

// SPDX-License-Identifier: GPL-2.0-only
// What specs say most often, in the words of the driver's manual.
import { nicAddress } from "../../lab/network.ts";
import { bind } from "../guest/pci.ts";
import { UioSession, type Counts } from "../guest/uio.ts";
import type { Bench } from "./bench.ts";

/** Hands the NIC to uio_msi and opens it in a program of its own. */
export async function openUio(bench: Bench): Promise<UioSession> {
  await bind(bench.guest, nicAddress, "uio_msi");
  return UioSession.open(bench.guest, nicAddress);
}

/** The same, with each vector set to an eventfd of its own: `v0`, `v1`, … */
export async function armedUio(bench: Bench): Promise<UioSession> {
  const uio = await openUio(bench);
  await uio.armVectors(bench.nic.vectors);
  return uio;
}

/** Has the device raise a vector: the eventfds that were signalled, and how often. */
export async function fires(uio: UioSession, vector: number): Promise<Counts> {
  await uio.ok(`fire ${vector}`);
  return Object.fromEntries(Object.entries(await uio.counts()).filter(([, count]) => count > 0));
}

/** Whether a count is `wanted`; on a device that repeats interrupts by itself, whether it is at least that. */
export function exactly(bench: Bench, wanted: number): (count: number) => boolean {
  return (count) => (bench.nic.exactCounts ? count === wanted : count >= wanted);
}

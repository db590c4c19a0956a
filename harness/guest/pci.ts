// SPDX-License-Identifier: GPL-2.0-only
// The guest's PCI functions through sysfs (Documentation/ABI/testing/sysfs-bus-pci).
import type { PciAddress } from "../../lab/ids.ts";
import { KernelError } from "../errors.ts";
import type { Guest } from "./guest.ts";

const devices = "/sys/bus/pci/devices";

/** What config space says of a function (`labtool pci`). */
export interface PciFacts {
  /** Four hexadecimal digits. */
  readonly vendor: string;
  readonly device: string;
  /** Bits of the command register. */
  readonly memory: boolean;
  readonly busMaster: boolean;
  readonly msix?: {
    readonly vectors: number;
    readonly enabled: boolean;
    readonly masked: boolean;
    readonly tableBar: number;
  };
}

/** The driver that has the function; undefined if none. */
export async function driverOf(guest: Guest, address: PciAddress): Promise<string | undefined> {
  const { code, stdout } = await guest.execute(`readlink ${devices}/${address}/driver`);
  return code === 0 ? stdout.trim().split("/").at(-1) : undefined;
}

/** Takes the function from whatever driver has it. */
export async function unbind(guest: Guest, address: PciAddress): Promise<void> {
  await guest.run(`cd ${devices}/${address} && { [ ! -e driver ] || echo ${address} > driver/unbind; }`);
}

/**
 * Hands the function to a driver by `driver_override`, loading it first; another that had it is unbound. If the driver
 * has it already, nothing happens.
 * @throws {KernelError} if the driver does not take it.
 */
export async function bind(guest: Guest, address: PciAddress, driver: string): Promise<void> {
  const script = [
    `cd ${devices}/${address}`,
    `{ [ ! -e driver ] || echo ${address} > driver/unbind; }`,
    `echo ${driver} > driver_override`,
    `modprobe ${driver}`,
    `{ [ -e driver ] || echo ${address} > /sys/bus/pci/drivers_probe; }`,
    "basename $(readlink driver)",
  ].join(" && ");
  const has = `[ "$(basename "$(readlink ${devices}/${address}/driver)")" = ${driver} ]`;
  const { code, stdout, stderr } = await guest.execute(`if ${has}; then echo ${driver}; else ${script}; fi`);
  const taken = stdout.trim();
  if (code === 0 && taken === driver) return;
  throw new KernelError(`${driver} did not take ${address}`, { output: (stderr + stdout).trim() });
}

/** Reads config space. */
export async function pciFacts(guest: Guest, address: PciAddress): Promise<PciFacts> {
  return JSON.parse(await guest.run(`labtool pci ${address}`)) as PciFacts;
}

/** The lines of /proc/interrupts that a function's driver asked for: the name of each. */
export async function interruptRows(guest: Guest, pattern: string): Promise<readonly string[]> {
  const { stdout } = await guest.execute(`grep -F '${pattern}' /proc/interrupts`);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.trim().split(/\s+/).at(-1) ?? "");
}

// SPDX-License-Identifier: GPL-2.0-only
// The guest's PCI functions through sysfs (Documentation/ABI/testing/sysfs-bus-pci).
import * as z from "zod/mini";
import type { DeviceDefinition } from "../../lab/device/index.ts";
import type { PciAddress } from "../../lab/ids.ts";
import { KernelError } from "../host/errors.ts";
import type { Guest } from "./guest.ts";
import { inTurn, sh } from "./shell.ts";

const devices = "/sys/bus/pci/devices";

/** What config space says of a function (`labtool pci`). */
const PciFacts = z.object({
  /** Four hexadecimal digits. */
  vendor: z.string(),
  device: z.string(),
  /** Bits of the command register. */
  memory: z.boolean(),
  busMaster: z.boolean(),
  intxDisabled: z.boolean(),
  msix: z.optional(
    z.object({
      vectors: z.number(),
      enabled: z.boolean(),
      masked: z.boolean(),
      tableBar: z.number(),
      /** Bytes from the start of that BAR. */
      tableOffset: z.number(),
    }),
  ),
});
export type PciFacts = Readonly<z.infer<typeof PciFacts>>;

/** The driver that has the function; undefined if none. */
export async function readDriver(guest: Guest, address: PciAddress): Promise<string | undefined> {
  const { code, stdout } = await guest.execute(sh`readlink ${devices}/${address}/driver`);
  return code === 0 ? stdout.trim().split("/").at(-1) : undefined;
}

/**
 * Waits until a function that was plugged in is there for drivers, at most `timeout` milliseconds. sysfs shows it before:
 * no driver is asked until all of the slot is set up (drivers/pci/bus.c, match_driver). Who sets it up holds the lock that
 * a rescan takes.
 */
export async function found(guest: Guest, address: PciAddress, timeout: number): Promise<void> {
  await guest.until("the function to be found", sh`test -e ${devices}/${address}/config`, timeout);
  await guest.$`echo 1 > ${devices}/${address}/rescan`;
}

/** Takes the function from whatever driver has it. */
export async function unbind(guest: Guest, address: PciAddress): Promise<void> {
  await guest.$`cd ${devices}/${address} && { [ ! -e driver ] || echo ${address} > driver/unbind; }`;
}

/**
 * Hands the function to a driver by `driver_override`, loading it first; another that had it is unbound. If the driver
 * has it already, nothing happens.
 * @throws {KernelError} if the driver does not take it.
 */
export async function bind(guest: Guest, address: PciAddress, driver: string, module = driver): Promise<void> {
  const folder = `${devices}/${address}`;
  // A driver's name may have blanks: drivers/watchdog/i6300esb.c.
  const theirs = `/sys/bus/pci/drivers/${driver}`;
  const take = inTurn("&&", [
    sh`cd ${folder}`,
    sh`{ [ ! -e driver ] || echo ${address} > driver/unbind; }`,
    sh`echo ${driver} > driver_override`,
    // modprobe does not know what is always built in (drivers/pci/pcie/portdrv.c).
    sh`{ [ -e ${theirs} ] || modprobe ${module}; }`,
    sh`{ [ -e driver ] || echo ${address} > /sys/bus/pci/drivers_probe; }`,
    sh`basename "$(readlink driver)"`,
  ]);
  const script = sh`if [ -e ${theirs}/${address} ]; then echo ${driver}; else ${take}; fi`;
  const { code, stdout, stderr } = await guest.execute(script);
  const taken = stdout.trim();
  if (code === 0 && taken === driver) return;
  throw new KernelError(`${driver} did not take ${address}`, { output: (stderr + stdout).trim() });
}

/**
 * Hands a device to the kernel's own driver for it, and what it finds to theirs: nothing in the guest loads a module by
 * itself. One that this kernel does not have, since it was split or renamed, is missed by who needs it.
 * @throws {KernelError} if the driver does not take it.
 */
export async function bindOwn(guest: Guest, { model, address, driver }: DeviceDefinition): Promise<void> {
  if (driver === undefined) throw new TypeError(`the lab knows no driver of the kernel's for ${model}`);
  await bind(guest, address, driver.name, driver.module);
  for (const module of driver.modules ?? []) await guest.execute(sh`modprobe ${module}`);
}

/**
 * Has a driver that names no such device asked to take a function nevertheless.
 * @returns what the kernel said. @throws {KernelError} if the driver takes it.
 */
export async function bindRefused(guest: Guest, address: PciAddress, driver: string): Promise<string> {
  await guest.$`modprobe ${driver} && echo ${driver} > ${devices}/${address}/driver_override`;
  const { stderr } = await guest.fails(sh`echo ${address} > /sys/bus/pci/drivers/${driver}/bind`);
  await guest.$`echo > ${devices}/${address}/driver_override`;
  return stderr.trim();
}

/** Where a BAR lies in physical memory. */
export async function barAddress(guest: Guest, address: PciAddress, bar: number): Promise<bigint> {
  return BigInt((await guest.$`sed -n ${bar + 1}p ${devices}/${address}/resource`).split(" ")[0] ?? "");
}

/** Reads config space. */
export async function pciFacts(guest: Guest, address: PciAddress): Promise<PciFacts> {
  return guest.json(PciFacts, sh`labtool pci ${address}`);
}

/** The lines of /proc/interrupts that a function's driver asked for: the name of each. */
export async function interruptRows(guest: Guest, pattern: string): Promise<readonly string[]> {
  const { stdout } = await guest.execute(sh`grep -F ${pattern} /proc/interrupts`);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.trim().split(/\s+/).at(-1) ?? "");
}

/** What /proc/irq says of the interrupt of a row of /proc/interrupts. @throws {KernelError} if there is no such row. */
export async function interruptFact(
  guest: Guest,
  row: string,
  file: "effective_affinity_list" | "spurious",
): Promise<string> {
  const script = sh`n=$(grep -F ${row} /proc/interrupts | cut -d: -f1) && cat /proc/irq/$(echo $n)/${file}`;
  return guest.run(script);
}

/** The CPU that takes the interrupt of a row of /proc/interrupts. */
export async function interruptCpu(guest: Guest, row: string): Promise<number> {
  return Number(await interruptFact(guest, row, "effective_affinity_list"));
}

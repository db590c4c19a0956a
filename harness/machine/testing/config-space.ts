// SPDX-License-Identifier: GPL-2.0-only
// The PCI functions of a machine in which nothing has run yet, no firmware either: as QEMU tells of them, and as their
// configuration space has them, which is reached through the ports that every PC has (PCI Local Bus Specification 3.0, 3.2.2.3.2).
import type { Qmp } from "../qmp.ts";

/** What `query-pci` says of a function (QEMU qapi/pci.json). */
export interface PciFunction {
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
  readonly qdev_id: string;
  readonly id: { readonly vendor: number; readonly device: number };
  readonly class_info: { readonly class: number };
  readonly regions: readonly {
    readonly bar: number;
    readonly type: "memory" | "io";
    readonly size: number;
    readonly prefetch?: boolean;
    readonly mem_type_64?: boolean;
  }[];
  readonly pci_bridge?: { readonly devices?: readonly PciFunction[] };
}

type DeviceLocation = Pick<PciFunction, "bus" | "slot" | "function">;

const busNumbers = 0x18;
const capabilities = 0x34;

/** Selects four bytes of a function. */
async function select(qmp: Qmp, { bus, slot, function: fn }: DeviceLocation, offset: number): Promise<void> {
  const address = 0x80000000 + (bus << 16) + (slot << 11) + (fn << 8) + offset;
  await qmp.human(`o /w 0xcf8 0x${address.toString(16)}`);
}

/** Reads four bytes of a function's configuration space. */
export async function readConfig(qmp: Qmp, place: DeviceLocation, offset: number): Promise<number> {
  await select(qmp, place, offset);
  const text = await qmp.human("i /w 0xcfc");
  return Number(/= (0x[0-9a-f]+)/.exec(text)?.[1]);
}

/** Where a capability is in a function's configuration space; undefined if it has none such. */
export async function findCapability(qmp: Qmp, place: DeviceLocation, id: number): Promise<number | undefined> {
  let at = (await readConfig(qmp, place, capabilities)) & 0xfc;
  while (at !== 0) {
    const header = await readConfig(qmp, place, at);
    if ((header & 0xff) === id) return at;
    at = (header >> 8) & 0xfc;
  }
  return undefined;
}

async function functions(qmp: Qmp): Promise<readonly PciFunction[]> {
  const flat = (found: readonly PciFunction[]): PciFunction[] =>
    found.flatMap((one) => [one, ...flat(one.pci_bridge?.devices ?? [])]);
  const buses = (await qmp.execute("query-pci")) as readonly { readonly devices: readonly PciFunction[] }[];
  return flat(buses.flatMap(({ devices }) => devices));
}

/** Numbers the buses behind bridges, each as it is found, as firmware does; gives all functions of the machine. */
export async function enumerate(qmp: Qmp): Promise<readonly PciFunction[]> {
  const numbered = new Set<string>();
  let last = 0;
  for (;;) {
    const found = await functions(qmp);
    const bridge = found.find((one) => one.pci_bridge !== undefined && !numbered.has(one.qdev_id));
    if (bridge === undefined) return found;
    numbered.add(bridge.qdev_id);
    await select(qmp, bridge, busNumbers);
    // A further root bus has its own number (QEMU's pxb, bus_nr), and those behind it follow.
    last = Math.max(last, bridge.bus) + 1;
    // Primary, secondary, and as subordinate whatever may come behind it.
    const number = 0xff0000 + (last << 8) + bridge.bus;
    await qmp.human(`o /w 0xcfc 0x${number.toString(16)}`);
  }
}

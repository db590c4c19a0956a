// SPDX-License-Identifier: GPL-2.0-only
// A device in the hands of vfio-pci, and the program that has it open.
import * as z from "zod/mini";
import { alone, endpoint, need } from "../../lab/device/needs.ts";
import { open } from "../../harness/guest/device-calls.ts";
import { read, write, eventfd2, poll, Reply } from "../../harness/guest/calls.ts";
import { GuestProgram } from "../../harness/guest/program.ts";
import { sh } from "../../harness/guest/shell.ts";
import type { SpecContext } from "../../harness/spec/index.ts";
import { bindVfio, listVfioWays, type VfioWay } from "../../harness/spec/vfio.ts";
import { configRegion, regionInfo } from "../../harness/spec/vfio-uapi.ts";

/** As modules are called, which is how specs name drivers that they need. */
export const driver = "vfio_pci";

/** What all specs of VFIO need: a device alone in its group, so that it can be had. */
export const vfioDevices = [alone, endpoint];

/** Its first BAR is memory that a program can map: a page at least. */
export const mappable = need("whose BAR0 is memory of a page at least", ({ bars }) =>
  bars.some(({ index, kind, size }) => index === 0 && kind === "memory" && size >= 4096),
);

/** The way to take where any will do. @throws {TypeError} if there is none. */
export function anyWay(context: SpecContext): VfioWay {
  const [way] = listVfioWays(context);
  if (way === undefined) throw new TypeError("VFIO has no way on this machine");
  return way;
}

/** A program that will have the device; it has not opened it yet. */
export async function startVfio(
  { guest, device }: SpecContext,
  way: VfioWay,
  address: string = device.address,
): Promise<GuestProgram> {
  return GuestProgram.launch(guest, sh`labtool vfio ${address} ${way}`);
}

/** Binds the device and opens it in a program of its own, in the given way or in any. */
export async function openVfio(context: SpecContext, way = anyWay(context)): Promise<GuestProgram> {
  await bindVfio(context);
  const vfio = await startVfio(context, way);
  await vfio.ok(open());
  return vfio;
}

/** Where a region lies in the device's file, and how long it is. */
export interface Region {
  readonly flags: number;
  readonly size: number;
  readonly offset: number;
}

/** Flags of a region: VFIO_REGION_INFO_FLAG_READ, WRITE, MMAP, CAPS. */
export const regionFlags = { read: 1, write: 2, mmap: 4, capabilities: 8 } as const;

export async function region(vfio: GuestProgram, index: number): Promise<Region> {
  const reply = new Reply(await vfio.ok(regionInfo(index)));
  return { flags: reply.u32(4), size: Number(reply.u64(16)), offset: Number(reply.u64(24)) };
}

/** Reads and writes config space as VFIO shows it. */
export class Config {
  readonly #vfio: GuestProgram;
  readonly #start: number;

  private constructor(vfio: GuestProgram, start: number) {
    [this.#vfio, this.#start] = [vfio, start];
  }

  static async of(vfio: GuestProgram): Promise<Config> {
    return new Config(vfio, (await region(vfio, configRegion)).offset);
  }

  async read(at: number, width: number): Promise<number> {
    return Number(new Reply(await this.#vfio.ok(read("device", width, this.#start + at))).value);
  }

  /** `bytes` as harness/guest/calls.ts makes them. */
  async write(at: number, bytes: string): Promise<void> {
    await this.#vfio.ok(write("device", bytes, this.#start + at));
  }

  /** Where a capability is: 0, if there is none. PCI Local Bus Specification 3.0, 6.7. */
  async capability(id: number): Promise<number> {
    let at = (await this.read(0x34, 1)) & ~3;
    for (let n = 0; at !== 0 && n < 48; n++) {
      if ((await this.read(at, 1)) === id) return at;
      at = (await this.read(at + 1, 1)) & ~3;
    }
    return 0;
  }
}

/** Command register (include/uapi/linux/pci_regs.h). */
export const command = { at: 4, memory: 2, master: 4, intxDisable: 0x400 } as const;
/** PCI_CAP_ID_PM, _MSI, _EXP, _MSIX. */
export const capabilities = { pm: 1, msi: 5, express: 0x10, msix: 0x11 } as const;

/** What the kernel holds of the device's interrupts: `labtool traces`. */
const InterruptTraces = z.object({ interrupts: z.number(), remapped: z.number() });
export type InterruptTraces = Readonly<z.infer<typeof InterruptTraces>>;

/** Entries in the CPUs' interrupt domain, and in the IOMMU's remapping table, of the device. */
export async function interruptTraces({ guest, device }: SpecContext): Promise<InterruptTraces> {
  return guest.json(InterruptTraces, sh`labtool traces ${device.address}`);
}

/** How often an eventfd was signalled since it was read last. */
export async function signals(vfio: GuestProgram, name: string): Promise<number> {
  const answer = await vfio.ask(read(name, 8));
  return answer.ok ? Number(new Reply(answer).u64(0)) : 0;
}

/** Makes eventfds that do not block, with a count of 0. */
export async function eventfds(vfio: GuestProgram, ...names: readonly string[]): Promise<void> {
  await vfio.all(names.map((name) => eventfd2(name, 0, 0x800)));
}

/** Waits until an eventfd is signalled. @throws {KernelError} if it is not within 5 s. */
export async function signalled(vfio: GuestProgram, name: string): Promise<boolean> {
  return (await vfio.ok(poll(name, 5000, "in"))).in === true;
}

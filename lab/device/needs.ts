// SPDX-License-Identifier: GPL-2.0-only
// What a spec may ask of the device under test: facts of its definition, in words. No spec names a device, so that it runs
// on each that can do what it is about.
import { alike, devices, referenceModel, type DeviceDefinition } from "./index.ts";
import { rootPort } from "./parts.ts";

export interface DeviceNeed {
  /** Goes on after "needs a device": `with MSI-X`. */
  readonly text: string;
  readonly isMet: (device: DeviceDefinition) => boolean;
}

/** Something to ask of a device. */
export const need = (text: string, isMet: DeviceNeed["isMet"]): DeviceNeed => ({ text, isMet });

export const wire = need("with a wire", (device) => device.wire === true);
/** It has a network interface: by a wire of its own, or by that of the function that made it. */
export const interfaces = need(
  "with a network interface",
  ({ wire: own, virtual }) => own === true || virtual?.physical.wire === true,
);
/** What crosses by it can be judged. */
export const frames = need("that moves frames", (device) => interfaces.isMet(device) && device.wholeFrames !== false);
export const alone = need("that shares its IOMMU group with no other", ({ siblings = [] }) => siblings.length === 0);
export const sibling = need("that shares its IOMMU group with another", ({ siblings = [] }) => siblings.length > 0);
export const others = need("of which there are several", (device) => (device.others ?? []).length > 0);
export const several = need("beside which its machine has another of the kind", (device) => alike(device).length > 0);
export const msix = need("with MSI-X", ({ vectors }) => vectors > 0);
export const noMsix = need("without MSI-X", ({ vectors }) => vectors === 0);
export const raises = need("whose vectors the lab can raise", ({ fires }) => fires !== undefined);
/** What comes in a burst is counted one by one. */
export const exact = need("that sends each interrupt of a burst", ({ fires }) => fires === "exactly");
export const repeats = need("that repeats interrupts by itself", ({ fires }) => fires === "repeated");
export const intx = need("whose interrupt line the lab can raise", (device) => device.intx !== undefined);
export const functionReset = need("that can be reset by itself", (device) => device.functionReset === true);
export const busReset = need("that can only be reset with its bus", (device) => device.functionReset !== true);
export const scratch = need("with a scratch register", ({ scratchRegister }) => scratchRegister !== undefined);

/** Where that register is in BAR0. @throws {TypeError} for a device that has none: what needs it says so by `scratch`. */
export function scratchOffset({ model, scratchRegister }: DeviceDefinition): number {
  if (scratchRegister === undefined) throw new TypeError(`${model} has no scratch register`);
  return scratchRegister;
}

export const ownDriver = need("with a driver of the kernel's own", ({ driver }) => driver !== undefined);
export const throttles = need("whose model throttles interrupts", (device) => device.throttles === true);
/** The shortest ring that it is made for is known. */
export const shortRings = need("whose shortest ring is known", ({ shortestRing }) => shortestRing !== undefined);
/** Without bus mastering it sends nothing, and goes on once it has it again. */
export const stalls = need("that only stops without bus mastering", (device) => device.stalls !== false);
/** QEMU's model follows `set_link`. */
export const losesLink = need("whose model can lose its link", (device) => device.losesLink !== false);
export const clocked = need("whose clock runs at its rate", ({ clock }) => clock === true);
/** Its driver is a module, so that it can be removed. */
export const modular = need("whose driver is a module", ({ driver }) =>
  Object.values(driver?.config ?? {}).includes("m"),
);
/** For it the kernel has BPF. */
export const xdp = need("whose driver runs XDP programs", ({ driver }) => driver?.config["BPF_SYSCALL"] === "y");
/** Frames can be steered to each of several receive queues. */
export const receiveQueues = need("with several receive queues", (device) => (device.receiveQueues ?? 1) > 1);
/** Programs drive it by DPDK. */
export const pollMode = need("that DPDK has a driver for", ({ dpdk }) => dpdk !== undefined);
/** A PCI Express virtual function has none: Single Root I/O Virtualization Specification 1.1, 3.4.1.18. */
export const interruptLine = need("with an interrupt line", (device) => device.virtual === undefined);
export const disk = need("with a disk", (device) => device.disk === true);
export const watchdog = need("that is a watchdog", (device) => device.watchdog === true);
export const speaksScsi = need(
  "with a disk that speaks SCSI",
  ({ driver }) => driver?.modules?.includes("sd_mod") === true,
);
/** The class of USB hosts: PCI Code and ID Assignment Specification, 1.13. */
export const notUsb = need("that is no USB host", (device) => device.class !== 0x0c03);
/** What hangs below a root port can be pulled out, and its port reports errors. */
export const belowPort = need("below a root port", (device) => device.qemu.before.includes(rootPort[1]));
/** It can be pulled out of a running machine. */
export const pullable = need(
  "that can be pulled out",
  (device) => belowPort.isMet(device) && device.pulls !== false && device.fixed !== "device",
);
/** It can be pulled out, and put in as it was. */
export const replaceable = need(
  "that can be pulled and put back as it was",
  (device) => pullable.isMet(device) && device.fixed === undefined,
);
/** Base class 0x06 are bridges (PCI Code and ID Assignment Specification): a port's driver has them, and what is behind. */
export const endpoint = need("that is no bridge", (device) => device.class >> 8 !== 0x06);
export const noDriver = need("without a driver of the kernel's own", ({ driver }) => driver === undefined);
/** The device of the lab that is the first virtual function of another. */
export function firstVirtual({ model }: DeviceDefinition): DeviceDefinition | undefined {
  return Object.values<DeviceDefinition>(devices).find((device) => device.virtual?.physical.model === model);
}
/** Another device of the lab is a virtual function of it. */
export const physical = need("that makes virtual functions", (device) => firstVirtual(device) !== undefined);
export const virtual = need("that is a virtual function", (device) => device.virtual !== undefined);
export const notVirtual = need("that is no virtual function", (device) => device.virtual === undefined);

/** A driver of the kernel's own has it, called as modprobe knows it. */
export const drivenBy = (module: string): DeviceNeed =>
  need(`for the driver ${module}`, ({ driver }) => driver?.module === module);

/** Where a spec takes long, or says nothing of the device: one is enough. */
export const reference = need(`that the lab refers to (${referenceModel})`, ({ model }) => model === referenceModel);

/** What specs are about unless they say otherwise: it moves frames, and has interrupts. */
export const nic: readonly DeviceNeed[] = [wire, raises, alone];
/** Its interrupts are what a spec is about. */
export const interrupting: readonly DeviceNeed[] = [raises, alone];

/** Why a device is not what is needed: `needs a device with MSI-X`; undefined if it is. */
export function unmetNeed(needs: DeviceNeed | readonly DeviceNeed[], device: DeviceDefinition): string | undefined {
  const unmet = [needs].flat().filter(({ isMet }) => !isMet(device));
  return unmet.length === 0 ? undefined : `needs a device ${unmet.map(({ text }) => text).join(" and ")}`;
}

// SPDX-License-Identifier: GPL-2.0-only
// What the lab has to know of a device under test. Plain data: what QEMU, the kernel's configuration, the guest and the
// specs need is made from it, and nothing asks for a device by name.
import type { PciAddress } from "../ids.ts";

/** One base address register: its length in bytes, and what is behind it. */
export interface Bar {
  readonly index: number;
  readonly size: number;
  readonly kind: "memory" | "io";
  /** May lie above 4 GiB, and takes the next register as well. */
  readonly wide?: true;
  readonly prefetchable?: true;
  /** Plain memory and no registers: nothing happens by reading or writing it. */
  readonly ram?: true;
  /** The MSI-X table lies in this one, so many bytes from its start. */
  readonly msixTable?: number;
}

/** What is written to a register of 32 bits. */
export interface RegisterWrite {
  readonly offset: number;
  readonly value: number;
}

/** Writes that raise a device's interrupt line, and that lower it. */
export interface InterruptLine {
  readonly raise: readonly RegisterWrite[];
  readonly lower: readonly RegisterWrite[];
}

/** A driver of the kernel's own. */
export interface Driver {
  /** As `/sys/bus/pci/drivers` has it. */
  readonly name: string;
  /** As modprobe knows it, spelt as its file is; of code that can only be built in, its object. */
  readonly module: string;
  /** Further modules in use with it: what it is built on, and what drives that which it finds. */
  readonly modules?: readonly string[];
  /** What the kernel must be configured with to have it; symbols without `CONFIG_`. */
  readonly config: Readonly<Record<string, "y" | "m">>;
}

/** QEMU's part: values and options of its command line. */
export interface QemuArguments {
  /** What the device needs before it: its port, a character device. The wire of a NIC comes by itself. */
  readonly before: readonly string[];
  /** The value of `-device` without an id: `igb,bus=port0,…`. */
  readonly device: string;
  /** Properties of the device that are lists: QEMU takes them in JSON alone. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
  /** What stands beside it. */
  readonly beside?: readonly string[];
}

/** A program that starts QEMU and then serves the device on an inherited socket. */
export interface Server {
  /** The folder of harness/machine with its C sources. */
  readonly sources: string;
  readonly args: readonly string[];
}

export interface DeviceDefinition {
  /** What cells, filters and the guest's prompt call it. Mostly QEMU's name of the model. */
  readonly model: string;
  /** What people call the chip. */
  readonly chip: string;
  /** Where it is found in the guest. */
  readonly address: PciAddress;
  readonly vendor: number;
  readonly device: number;
  /** Base class and subclass: 0x0200 is an Ethernet controller (PCI Code and ID Assignment Specification). */
  readonly class: number;
  readonly bars: readonly Bar[];
  /** Entries of the MSI-X table; 0: it has none. */
  readonly vectors: number;
  /**
   * How interrupts come that the guest's tool has the device raise on any vector (images/tools/nic.c): each cause is one
   * message; causes in a burst may become one; or that, and the model repeats one by itself, so that a count says only
   * "at least". Undefined: the tool cannot make it.
   */
  readonly fires?: "exactly" | "merged" | "repeated";
  /** How a program has it pull its interrupt line, and let it go: what is written to registers of BAR0, in order. */
  readonly intx?: InterruptLine;
  /** Of a physical function: how many virtual ones it may have. */
  readonly virtualFunctions?: number;
  /** It can be reset by itself (Function Level Reset), and not only with its bus. */
  readonly functionReset?: true;
  /** Of a NIC: the model keeps the least time between two interrupts that its driver sets. */
  readonly throttles?: true;
  /** Of a NIC: descriptors in the shortest ring that it is made for, each way; its driver has no reason to refuse it. */
  readonly shortestRing?: number;
  /** False where the model forgets its driver's settings when bus mastering is taken from it, and does not only stop. */
  readonly stalls?: false;
  /** Of a NIC: the model has its clock, and that runs at the rate that its driver takes it for. */
  readonly clock?: true;
  /** False where the model damages some of the frames that are sent: what crosses is not judged. */
  readonly wholeFrames?: false;
  /** False where the model tells its driver of a link whatever becomes of the wire. */
  readonly losesLink?: false;
  /**
   * False where frames shorter than Ethernet's least come in as they are, and the driver takes them for broken: on a wire of
   * QEMU's nobody fills up what the peer sends.
   */
  readonly takesShortFrames?: false;
  /** False where the model puts no checksum into a frame that has a VLAN's tag already when it is given it. */
  readonly checksumsBehindTags?: false;
  /** False where the model sends a UDP checksum that comes to 0 as it is, which says that there is none. */
  readonly mindsZeroChecksums?: false;
  /** Of a NIC: receive queues that the guest's tool steers frames to (images/tools/queues.c). */
  readonly receiveQueues?: number;
  /** Of a NIC: DPDK's driver for it in user space, as that calls itself. */
  readonly dpdk?: string;
  /** Of a NIC: it has a wire to the peer. */
  readonly wire?: true;
  /** Of a storage controller: it has a disk, of zeros. */
  readonly disk?: true;
  /** It is a watchdog, which QEMU tells of when it fires. */
  readonly watchdog?: true;
  /** False where QEMU cannot keep it in a snapshot: its machines are booted anew for each spec file. */
  readonly migratable: boolean;
  /** False where QEMU cannot take it out of a running machine, or dies of it. */
  readonly pulls?: false;
  /** What of it QEMU cannot put into a running machine: the device itself, or only what hangs on it. Undefined: it can. */
  readonly fixed?: "device" | "beside";
  /**
   * Files that its driver asks for and loads into the device, and how many bytes each must have. The model takes anything,
   * and gets zeros.
   */
  readonly firmware?: Readonly<Record<string, number>>;
  /** The kernel's own driver, if the lab's kernels have it. */
  readonly driver?: Driver;
  readonly qemu: QemuArguments;
  readonly server?: Server;
  /** CPUs of its machine, if it must have fewer or more than others. */
  readonly cpus?: number;
  /** More of the same in its machine. */
  readonly others?: readonly PciAddress[];
  /** What shares its IOMMU group. */
  readonly siblings?: readonly PciAddress[];
  /** It is the first virtual function of another device, which is told to have so many. */
  readonly virtual?: {
    readonly physical: DeviceDefinition;
    readonly count: number;
    /** Where the others are. */
    readonly others?: readonly PciAddress[];
  };
  /** Where in BAR0 there is a register of 32 bits that keeps what is written and does nothing, and is 0 after a reset. */
  readonly scratchRegister?: number;
}

/** A device of the lab. @throws {TypeError} if what is said of it cannot be. */
export function defineDevice(definition: DeviceDefinition): DeviceDefinition {
  const { model, vectors, bars } = definition;
  // Names of cells, and so of files and of options.
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(model))
    throw new TypeError(`"${model}" is no name for a device: a-z, 0-9 and -`);
  const tables = bars.filter(({ msixTable }) => msixTable !== undefined).length;
  if (tables !== (vectors > 0 ? 1 : 0))
    throw new TypeError(`${model} has ${vectors} vectors, and ${tables} BARs with an MSI-X table`);
  return definition;
}

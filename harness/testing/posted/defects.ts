// SPDX-License-Identifier: GPL-2.0-only
// What is wrong with the driver as it was posted, and which spec must say so in which cell.

/** A defect of the posted driver, and who finds it. */
export interface Defect {
  readonly what: string;
  /** Where it shows. */
  readonly cell: string;
  /** Specs one of which must fail. */
  readonly spec: RegExp;
  /** What the spec or the kernel must say: it shall not fail for another reason. */
  readonly says: RegExp;
}

const igb = "patched/igb/iommu-off";
const ivshmem = "patched/ivshmem/iommu-off";
const nomsi = "patched/igb/iommu-off/nomsi";
const debug = "patched/igb/iommu-off/debug";

/** Shown by a plain kernel. */
export const plainDefects: readonly Defect[] = [
  ...["patched/edu/iommu-off", "patched/e1000/iommu-off"].map((cell) => ({
    what: "probe writes to an array that a device without MSI-X does not get",
    cell,
    spec: /^refuse: a device without MSI-X is refused/,
    says: /NULL pointer dereference/,
  })),
  {
    what: "where MSI-X cannot be enabled it binds all the same",
    cell: nomsi,
    spec: /^refuse: where the kernel may not use MSI-X, binding fails/,
    says: /bind: unexpectedly succeeded/,
  },
  {
    what: "an open that fails leaves its count: the next one succeeds, without interrupts",
    cell: nomsi,
    spec: /^refuse: where MSI-X cannot be had no program opens the device/,
    says: /-\s+'second'/,
  },
  {
    what: "unbinding while it is open leaves interrupts, eventfds and MSI-X behind",
    cell: igb,
    spec: /^lifetime: unbind with the device open/,
    says: /WARNING: .*(?:irqdomain|msi)/,
  },
  {
    what: "a BAR smaller than a page cannot be mapped",
    cell: ivshmem,
    spec: /^vectors: each vector wakes its own eventfd/,
    says: /map BAR0: mmap failed: EINVAL/,
  },
  {
    what: "a probe that cannot map a BAR unmaps those before it twice",
    cell: ivshmem,
    spec: /^refuse: a BAR that the kernel cannot map/,
    says: /iounmap: bad address/,
  },
  {
    what: "a BAR smaller than a page is listed with a size that cannot be mapped",
    cell: ivshmem,
    spec: /^bind: the maps are the memory BARs without/,
    says: /BAR0: 256/,
  },
  {
    what: "the page with the MSI-X table can be mapped",
    cell: igb,
    spec: /^bind: each map lies where its name says/,
    says: /BAR3 does not show the table/,
  },
  {
    what: "bus mastering is on after the last close",
    cell: igb,
    spec: /^release: closing it frees all vectors and ends bus mastering/,
    says: /-\s+busMaster: true/,
  },
  {
    what: "the device goes on writing to memory when its program is dead",
    cell: igb,
    spec: /^release: after kill -9 the device writes nothing more/,
    says: /bytes written after the program's death/,
  },
  {
    what: "the old eventfd is let go before the new one is looked at",
    cell: igb,
    spec: /^errors: a file descriptor that is not open is refused with EBADF/,
    says: /vector 0 after setfd 0 closed/,
  },
  {
    what: "any negative file descriptor releases the vector",
    cell: igb,
    spec: /^errors: a negative file descriptor other than -1 is refused/,
    says: /setfd 0 -2: unexpectedly succeeded/,
  },
  {
    what: "a command that it does not know is answered with EOPNOTSUPP",
    cell: igb,
    spec: /^errors: any other command is refused with ENOTTY/,
    says: /-\s+'EOPNOTSUPP'/,
  },
  {
    what: "a vector that is not there is answered with ERANGE",
    cell: igb,
    spec: /^errors: a vector that the device does not have is refused/,
    says: /-\s+'ERANGE'/,
  },
  {
    what: "a program can fill the kernel's log",
    cell: igb,
    spec: /^errors: no refusal is logged/,
    says: /uio_msi/,
  },
  {
    what: "a vector is set while the table cannot be written",
    cell: igb,
    spec: /^errors: with its memory decoding turned off/,
    says: /set 0 v1: unexpectedly succeeded/,
  },
  {
    what: "a read waits for ever for what never comes",
    cell: igb,
    spec: /^errors: there is nothing to read or write/,
    says: /-\s+'EAGAIN'/,
  },
  {
    what: "it can be opened without CAP_SYS_RAWIO",
    cell: igb,
    spec: /^rights: without CAP_SYS_RAWIO it cannot be opened/,
    says: /open: unexpectedly succeeded/,
  },
  {
    what: "mappings outlive the binding",
    cell: igb,
    spec: /^lifetime: a mapping that nobody touched before unbind raises SIGBUS/,
    says: /SIGBUS/,
  },
  {
    what: "the header for user space takes a type that user space does not have",
    cell: igb,
    spec: /^uapi: each header that the series adds compiles alone, and twice, as C90/,
    says: /unknown type name .u32/,
  },
  {
    what: "the ioctl's number is not registered",
    cell: igb,
    spec: /^uapi: the ioctl's number is registered/,
    says: /Value must match expression/,
  },
];

/** Shown by a kernel that watches itself. */
export const debugDefects: readonly Defect[] = [
  {
    what: "a probe that runs out of memory unmaps its BARs twice",
    cell: debug,
    spec: /^faults: binding: whatever fails in it/,
    says: /iounmap: bad address/,
  },
];

/** Shown with the operation that the driver was posted for: ours copies for it, and for 32-bit programs, too. */
export const hookDefects: readonly Defect[] = [
  {
    what: "a 32-bit program cannot set a vector",
    cell: igb,
    spec: /^errors: a 32-bit program sets and releases vectors/,
    says: /set32 1 other: ioctl failed: ENOTTY/,
  },
  {
    what: "the ioctl copies from user space under the lock that mmap takes inside of mmap_lock",
    cell: debug,
    spec: /^vectors: each vector wakes its own eventfd/,
    says: /possible circular locking dependency/,
  },
];

/** Where the posted driver works. */
export const worksIn = igb;

/** What the posted driver does right: a suite that fails everything would find every defect, too. */
export const works: readonly RegExp[] = [
  /^bind: driver_override hands the device to uio_msi/,
  /^vectors: each vector wakes its own eventfd/,
  /^errors: an argument that cannot be read is refused/,
  /^release: as long as one of two programs is left/,
];

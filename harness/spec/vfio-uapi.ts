// SPDX-License-Identifier: GPL-2.0-only
// include/uapi/linux/vfio.h and iommufd.h in the words of harness/guest/bytes.ts: the structures that a program hands over.
import { byteLength, fd, memoryAddress, u32, u64, u8 } from "../guest/bytes.ts";
import { ioctl, ioctlNumber, type SystemCall } from "../guest/calls.ts";

/** `_IO(VFIO_TYPE, VFIO_BASE + n)`. */
const request = (number: number): number => 0x3b00 + 100 + number;

export const vfioRequests = {
  getApiVersion: request(0),
  checkExtension: request(1),
  setIommu: request(2),
  groupGetStatus: request(3),
  groupSetContainer: request(4),
  groupUnsetContainer: request(5),
  groupGetDeviceFd: request(6),
  deviceGetInfo: request(7),
  deviceGetRegionInfo: request(8),
  deviceGetIrqInfo: request(9),
  deviceSetIrqs: request(10),
  deviceReset: request(11),
  hotResetInfo: request(12),
  iommuGetInfo: request(12),
  hotReset: request(13),
  iommuMapDma: request(13),
  iommuUnmapDma: request(14),
  deviceIoeventfd: request(16),
  deviceFeature: request(17),
} as const;

/** Indices of interrupts and regions of a PCI device. */
export const irqs = { intx: 0, msi: 1, msix: 2, err: 3, req: 4 } as const;
export const configRegion = 7;
export const romRegion = 6;
export const vgaRegion = 8;

export type IrqName = keyof typeof irqs;

/** Flags of struct vfio_irq_set. */
const data = { none: 1, bool: 2, eventfd: 4 } as const;
const action = { mask: 8, unmask: 16, trigger: 32 } as const;

/** What VFIO_DEVICE_SET_IRQS is told. */
export interface IrqSet {
  readonly index: IrqName | number;
  readonly action?: keyof typeof action;
  readonly start?: number;
  readonly count?: number;
  /** Nothing but the range unless told: booleans, or eventfds by their names, `undefined` for -1. */
  readonly bools?: readonly number[];
  readonly eventfds?: readonly (string | undefined)[];
  /** In place of what follows from the rest. */
  readonly flags?: number;
  readonly argsz?: number;
}

/** VFIO_DEVICE_SET_IRQS. */
export function setIrqs(set: IrqSet): SystemCall {
  const { bools, eventfds, start = 0 } = set;
  const kind = eventfds !== undefined ? "eventfd" : bools !== undefined ? "bool" : "none";
  const count = set.count ?? eventfds?.length ?? bools?.length ?? 1;
  const payload = eventfds?.map((name) => (name === undefined ? u32(-1) : fd(name))).join("") ?? u8(...(bools ?? []));
  const flags = set.flags ?? data[kind] | action[set.action ?? "trigger"];
  const index = typeof set.index === "string" ? irqs[set.index] : set.index;
  const argsz = set.argsz ?? 20 + byteLength(payload);
  return ioctl("device", vfioRequests.deviceSetIrqs, u32(argsz, flags, index, start, count) + payload);
}

/** Switches all interrupts of a kind off: DATA_NONE with a count of 0. */
export const disableIrqs = (index: IrqName): SystemCall => setIrqs({ index, count: 0 });

/** VFIO_DEVICE_GET_INFO, _REGION_INFO, _IRQ_INFO: argsz is what the structure had in the first version of each. */
export const deviceInfo = (argsz = 20): SystemCall => ioctl("device", vfioRequests.deviceGetInfo, u32(argsz), 32);
export const regionInfo = (index: number, { argsz = 32, file = "device" } = {}): SystemCall =>
  ioctl(file, vfioRequests.deviceGetRegionInfo, u32(argsz, 0, index, 0), 64);
export const irqInfo = (index: number, argsz = 16): SystemCall =>
  ioctl("device", vfioRequests.deviceGetIrqInfo, u32(argsz, 0, index, 0), 16);
export const deviceReset = ioctlNumber("device", vfioRequests.deviceReset);

/** VFIO_DEVICE_PCI_HOT_RESET: with groups, or with none for a device of iommufd. */
export const hotReset = (groups: readonly string[]): SystemCall =>
  ioctl("device", vfioRequests.hotReset, u32(12 + 4 * groups.length, 0, groups.length) + groups.map(fd).join(""));
export const hotResetInfo = (argsz: number): SystemCall =>
  ioctl("device", vfioRequests.hotResetInfo, u32(argsz, 0, 0), Math.max(argsz, 12));

/** VFIO_DEVICE_IOEVENTFD: an eventfd writes `data`, so many bytes, to a place of the device's file. */
export const ioeventfd = (eventfd: string | undefined, width: number, offset: number, value: number): SystemCall =>
  ioctl(
    "device",
    vfioRequests.deviceIoeventfd,
    u32(32, width) + u64(offset, value) + (eventfd === undefined ? u32(-1) : fd(eventfd)) + u32(0),
  );

/** VFIO_DEVICE_FEATURE: `get`, `set` and `probe` are flags beside the feature's number. */
export const featureFlags = { get: 1 << 16, set: 1 << 17, probe: 1 << 18 } as const;
export const feature = (number: number, flags: number, payload = ""): SystemCall =>
  ioctl("device", vfioRequests.deviceFeature, u32(8 + byteLength(payload), (number | flags) >>> 0) + payload, 64);

/** Flags of a mapping. */
export const dmaFlags = { read: 1, write: 2 } as const;

/** A mapping for a container of type 1; memory is a name. */
export interface DmaMap {
  readonly memory: string;
  readonly iova: number | bigint;
  readonly size: number | bigint;
  readonly flags?: number;
}

/** VFIO_IOMMU_MAP_DMA and _UNMAP_DMA. */
export const mapDma = ({ memory, iova, size, flags = 3 }: DmaMap): SystemCall =>
  ioctl("container", vfioRequests.iommuMapDma, u32(32, flags) + memoryAddress(memory) + u64(iova, size));
export const unmapDma = (iova: number | bigint, size: number | bigint, flags = 0): SystemCall =>
  ioctl("container", vfioRequests.iommuUnmapDma, u32(24, flags) + u64(iova, size), 24);

// SPDX-License-Identifier: GPL-2.0-only
// include/uapi/linux/iommufd.h in the words of harness/guest/bytes.ts. Each structure begins with its size.
import { byteLength, memoryAddress, u16, u32, u64 } from "../guest/bytes.ts";
import { ioctl, type SystemCall } from "../guest/calls.ts";

/** `_IO(IOMMUFD_TYPE, number)`; IOMMUFD_TYPE is ';'. */
const request = (number: number): number => 0x3b00 + number;

/** An ioctl of /dev/iommu: its size goes before the rest. */
function command(file: string, number: number, rest: string): SystemCall {
  return ioctl(file, request(number), u32(4 + byteLength(rest)) + rest, 64);
}

export const ioasAlloc = (file: string): SystemCall => command(file, 0x81, u32(0, 0));
export const destroy = (file: string, id: number): SystemCall => command(file, 0x80, u32(id));

/** IOMMU_IOAS_MAP_FIXED_IOVA, _WRITEABLE, _READABLE. */
export const ioasFlags = { fixed: 1, writable: 2, readable: 4 } as const;

export interface IoasMap {
  readonly ioas: number;
  readonly memory: string;
  readonly length: number | bigint;
  /** Chosen by the kernel unless told. */
  readonly iova?: number | bigint;
  readonly flags?: number;
}

/** IOMMU_IOAS_MAP: where it is comes back at byte 32. */
export function ioasMap(file: string, { ioas, memory, length, iova, flags }: IoasMap): SystemCall {
  const access = flags ?? ioasFlags.writable | ioasFlags.readable;
  const fixed = iova === undefined ? 0 : ioasFlags.fixed;
  return command(file, 0x85, u32(access | fixed, ioas, 0) + memoryAddress(memory) + u64(length, iova ?? 0));
}

/** IOMMU_IOAS_UNMAP: how many bytes were unmapped comes back at byte 16. */
export const ioasUnmap = (file: string, ioas: number, iova: number | bigint, length: number | bigint): SystemCall =>
  command(file, 0x86, u32(ioas) + u64(iova, length));

/** All of an address space: what IOMMU_IOAS_UNMAP takes for that. */
export const everything = { iova: 0, length: 0xffff_ffff_ffff_ffffn } as const;

/** IOMMU_IOAS_COPY: memory of one address space, in another one as well. */
export const ioasCopy = (
  file: string,
  to: number,
  from: number,
  length: number,
  at: number,
  source: number,
): SystemCall => command(file, 0x83, u32(7, to, from) + u64(length, at, source));

/** IOMMU_IOAS_IOVA_RANGES into memory that has a name, with room for so many. */
export const ioasRanges = (file: string, ioas: number, room: number, memory: string): SystemCall =>
  command(file, 0x84, u32(ioas, room, 0) + memoryAddress(memory) + u64(0));

/** IOMMU_OPTION: `get` or `set` of an option of the file, or of an object. */
export const option = (file: string, id: number, how: "get" | "set", object = 0, value = 0): SystemCall =>
  command(file, 0x87, u32(id) + u16(how === "get" ? 1 : 0, 0) + u32(object) + u64(value));

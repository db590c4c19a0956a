// SPDX-License-Identifier: GPL-2.0-only
// What an IOMMU says of a DMA that it stopped.
import type { Splat } from "../report/model.ts";

/** A stopped access: whose, where to, and which way. */
export interface Fault {
  /** Requester as `01:00.0`; a PCI domain of 0000 is left out. */
  readonly source: string;
  /** I/O virtual address; for `interrupt` the index into the remapping table. */
  readonly address: bigint;
  /** `unknown`: virtio-iommu may leave the direction out. */
  readonly access: "read" | "write" | "interrupt" | "unknown";
}

const dmar =
  /^DMAR: \[DMA (Read|Write)[^\]]*\] Request device \[([\da-f:.]+)\](?: PASID \w+)? fault addr (?:0x)?([\da-f]+)/;
const remap = /^DMAR: \[INTR-REMAP\] Request device \[([\da-f:.]+)\] fault index (?:0x)?([\da-f]+)/;
const amdDevice =
  /^(?:(?:\S+ )?(?:0000:)?([\da-f]{2}:[\da-f]{2}\.[0-7]): )?AMD-Vi: Event logged \[IO_PAGE_FAULT (?:device=(?:0000:)?([\da-f:.]+) )?/;
const amdRest = /address=(?:0x)?([\da-f]+) flags=(?:0x)?([\da-f]+)/;
const virtio = /^virtio_iommu \S+: \w+ fault from EP (\d+)(?: at (?:0x)?([\da-f]+))?(?: \[(\w*)\])?/;

/** EVENT_FLAG_RW in drivers/iommu/amd/amd_iommu_types.h. */
const amdWrite = 0x20;

const hex = (digits: string): bigint => BigInt(`0x${digits}`);
const two = (value: number): string => value.toString(16).padStart(2, "0");

/** A virtio-iommu endpoint id is the requester id: bus, device and function in 16 bits. */
function endpoint(id: number): string {
  return `${two(id >> 8)}:${two((id >> 3) & 0x1f)}.${id & 7}`;
}

/** Reads the fault out of a splat of kind `iommu-fault`; undefined for any other and for one that names no device. */
export function faultOf(splat: Splat): Fault | undefined {
  if (splat.kind !== "iommu-fault") return undefined;
  const d = dmar.exec(splat.title);
  if (d) return { source: d[2] ?? "", address: hex(d[3] ?? "0"), access: d[1] === "Read" ? "read" : "write" };
  const r = remap.exec(splat.title);
  if (r) return { source: r[1] ?? "", address: hex(r[2] ?? "0"), access: "interrupt" };
  const a = amdDevice.exec(splat.title);
  const rest = amdRest.exec(splat.title);
  if (a && rest) {
    const access = Number.parseInt(rest[2] ?? "0", 16) & amdWrite ? "write" : "read";
    return { source: a[1] ?? a[2] ?? "", address: hex(rest[1] ?? "0"), access };
  }
  const v = virtio.exec(splat.title);
  if (!v) return undefined;
  const flags = v[3] ?? "";
  const access = flags.includes("W") ? "write" : flags.includes("R") ? "read" : "unknown";
  return { source: endpoint(Number(v[1])), address: hex(v[2] ?? "0"), access };
}

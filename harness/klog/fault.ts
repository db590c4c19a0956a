// SPDX-License-Identifier: GPL-2.0-only
// What an IOMMU says of a DMA that it stopped.
import type { Splat } from "../record/model.ts";

/** A stopped access: whose, where to, and which way. */
export interface Fault {
  /** As the log has it: a requester as `01:00.0` (a PCI domain of 0000 left out), or an id of the IOMMU's own. */
  readonly source: string;
  /** The requester that the id stands for if the firmware maps PCI one to one, as QEMU's does: nothing in the log says so. */
  readonly requester?: string;
  /** I/O virtual address; for `interrupt` the index into the remapping table. */
  readonly address: bigint;
  /** `unknown`: virtio-iommu may leave the direction out. */
  readonly access: "read" | "write" | "interrupt" | "unknown";
}

const dmar =
  /^DMAR: \[DMA (Read|Write)[^\]]*\] Request device \[(?:0000:)?([\da-f:.]+)\](?: PASID \w+)? fault addr (?:0x)?([\da-f]+)/;
const remap = /^DMAR: \[INTR-REMAP\] Request device \[(?:0000:)?([\da-f:.]+)\] fault index (?:0x)?([\da-f]+)/;
const amdDevice =
  /^(?:(?:\S+ )?(?:0000:)?([\da-f]{2}:[\da-f]{2}\.[0-7]): )?AMD-Vi: Event logged \[IO_PAGE_FAULT (?:device=(?:0000:)?([\da-f:.]+) )?/;
const amdRest = /address=(?:0x)?([\da-f]+) flags=(?:0x)?([\da-f]+)/;
const virtio = /^virtio_iommu \S+: \w+ fault from EP (\d+)(?: at (?:0x)?([\da-f]+))?(?: \[(\w*)\])?/;

const smmu3 =
  /^arm-smmu-v3 \S+: event(?: 0x[\da-f]{2} received:|: \w+ client: (?:0000:)?([\da-f:.]+) .*iova: 0x([\da-f]+))/;
const smmu2 =
  /^arm-smmu \S+: Unhandled context fault: fsr=\S+, iova=0x([\da-f]+), fsynr=0x([\da-f]+), cbfrsynra=0x([\da-f]+)/;
/** EVTQ_1_RnW in drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.h; ARM_SMMU_CB_FSYNR0_WNR in arm-smmu/arm-smmu.h. */
const readNotWrite = 1n << 35n;
const writeNotRead = 1 << 4;

/** EVENT_FLAG_RW in drivers/iommu/amd/amd_iommu_types.h. */
const amdWrite = 0x20;

const hex = (digits: string): bigint => BigInt(`0x${digits}`);
const two = (value: number): string => value.toString(16).padStart(2, "0");

/** Bus, device and function in 16 bits. */
const requesterName = (id: number): string => `${two(id >> 8)}:${two((id >> 3) & 0x1f)}.${id & 7}`;
const stream = (id: number): Pick<Fault, "source" | "requester"> => ({
  source: `stream 0x${id.toString(16)}`,
  requester: requesterName(id),
});

function smmuFault({ header, text }: Pick<Splat, "header" | "text">): Fault | undefined {
  const old = smmu2.exec(header);
  if (old) {
    const access = Number.parseInt(old[2] ?? "0", 16) & writeNotRead ? "write" : "read";
    return { ...stream(Number.parseInt(old[3] ?? "0", 16)), address: hex(old[1] ?? "0"), access };
  }
  const event = smmu3.exec(header);
  if (event === null) return undefined;
  if (event[1] !== undefined) {
    const way = / data (read|write) /.exec(text.join("\n"))?.[1];
    return { source: event[1], address: hex(event[2] ?? "0"), access: (way as "read" | undefined) ?? "unknown" };
  }
  const [first, second, third] = text.flatMap((line) => /\t0x([\da-f]{16})$/.exec(line)?.[1] ?? []).map(hex);
  if (first === undefined || second === undefined || third === undefined) return undefined;
  const access = (second & readNotWrite) === 0n ? "write" : "read";
  return { ...stream(Number(first >> 32n)), address: third, access };
}

/** Reads the fault out of a splat of kind `iommu-fault`; undefined for any other and for one that names no device. */
export function readFault(splat: Pick<Splat, "kind" | "header" | "text">): Fault | undefined {
  if (splat.kind !== "iommu-fault") return undefined;
  const d = dmar.exec(splat.header);
  if (d) return { source: d[2] ?? "", address: hex(d[3] ?? "0"), access: d[1] === "Read" ? "read" : "write" };
  const r = remap.exec(splat.header);
  if (r) return { source: r[1] ?? "", address: hex(r[2] ?? "0"), access: "interrupt" };
  const a = amdDevice.exec(splat.header);
  const rest = amdRest.exec(splat.header);
  if (a && rest) {
    const access = Number.parseInt(rest[2] ?? "0", 16) & amdWrite ? "write" : "read";
    return { source: a[1] ?? a[2] ?? "", address: hex(rest[1] ?? "0"), access };
  }
  const v = virtio.exec(splat.header);
  if (!v) return smmuFault(splat);
  const flags = v[3] ?? "";
  const access = flags.includes("W") ? "write" : flags.includes("R") ? "read" : "unknown";
  const id = Number(v[1]);
  return { source: `endpoint ${id}`, requester: requesterName(id), address: hex(v[2] ?? "0"), access };
}

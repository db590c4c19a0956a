// SPDX-License-Identifier: GPL-2.0-only
// Commands that a program hands to an NVMe controller past the block layer (include/uapi/linux/nvme_ioctl.h).
import { memoryAddress, u32, u64, u8 } from "../../harness/guest/bytes.ts";
import { ioctl, type SystemCall } from "../../harness/guest/calls.ts";

/** `_IOWR('N', n, struct nvme_passthru_cmd)`. */
const request = (number: number): number => 3 * 2 ** 30 + 72 * 2 ** 16 + 0x4e00 + number;
export const adminRequest = request(0x41);
export const ioRequest = request(0x43);

export interface Passthrough {
  readonly opcode: number;
  readonly flags?: number;
  readonly nsid?: number;
  /** Where its data is, by the memory's name or as an address; none unless told. */
  readonly data?: string | bigint;
  readonly length?: number;
  /** Command double words 10 to 12. */
  readonly words?: readonly [number?, number?, number?];
}

/** struct nvme_passthru_cmd. */
export function passthrough({ opcode, flags = 0, nsid = 0, data = 0n, length = 0, words = [] }: Passthrough): string {
  const [cdw10 = 0, cdw11 = 0, cdw12 = 0] = words;
  const address = typeof data === "string" ? memoryAddress(data) : u64(data);
  return (
    u8(opcode, flags, 0, 0) + u32(nsid, 0, 0) + u64(0) + address + u32(0, length, cdw10, cdw11, cdw12, 0, 0, 0, 0, 0)
  );
}

/** Identify (NVM Express Base Specification 1.4, 5.15): of the controller, or of a namespace. 4096 bytes. */
export const identify = (data: string, nsid = 0): Passthrough => ({
  opcode: 6,
  nsid,
  data,
  length: 4096,
  words: [nsid === 0 ? 1 : 0],
});

/** An admin command. It returns 0, or the status that the controller gave. */
export const admin = (file: string, command: Passthrough): SystemCall =>
  ioctl(file, adminRequest, passthrough(command));
/** A command for a namespace. */
export const io = (file: string, command: Passthrough): SystemCall => ioctl(file, ioRequest, passthrough(command));

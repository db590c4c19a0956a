// SPDX-License-Identifier: GPL-2.0-only
// The checksum of IP, TCP, UDP and ICMP.

/** What the sum over data and its own checksum is if both are right: one's complement has two zeros, and this is one. */
export const rightSum = 0xffff;

/**
 * The one's complement sum of the 16-bit words of some data, an odd last byte being the upper half of one: RFC 1071 1.
 * @param before the sum of what comes before it.
 */
export function internetSum(bytes: Uint8Array, before = 0): number {
  let sum = before;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return sum;
}

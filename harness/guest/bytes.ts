// SPDX-License-Identifier: GPL-2.0-only
// Structures that a program in the guest hands to the kernel, as text: two hexadecimal digits a byte.

/** A number as bytes, the least significant first. */
function littleEndian(value: number | bigint, bytes: number): string {
  const digits = BigInt.asUintN(bytes * 8, BigInt(value)).toString(16);
  const pairs = digits.padStart(bytes * 2, "0").match(/../g) ?? [];
  return pairs.reverse().join("");
}

/** Members of a structure, in order. */
export const u8 = (...values: readonly number[]): string => values.map((value) => littleEndian(value, 1)).join("");
export const u16 = (...values: readonly number[]): string => values.map((value) => littleEndian(value, 2)).join("");
export const u32 = (...values: readonly number[]): string => values.map((value) => littleEndian(value, 4)).join("");
export const u64 = (...values: readonly (number | bigint)[]): string =>
  values.map((value) => littleEndian(value, 8)).join("");
/** The number of a file that has a name, 4 bytes; and the address of such memory, 8 bytes. */
export const fd = (name: string): string => `<${name}>`;
export const memoryAddress = (name: string): string => `{${name}}`;
/** A string with its 0. */
export const cString = (text: string): string => Buffer.from(`${text}\0`).toString("hex");

/** How many bytes such a structure has. */
export function byteLength(bytes: string): number {
  return bytes.replaceAll(/<[^>]*>/g, "00".repeat(4)).replaceAll(/\{[^}]*\}/g, "00".repeat(8)).length / 2;
}

// SPDX-License-Identifier: GPL-2.0-only
// System calls that a program in the guest makes when it is told to (`labtool calls`, and in the sessions of `labtool uio`
// and `labtool vfio`): what is said to it, as text, and what it answers. A spec asks with `ok()`, `refused()` or `ask()`.
import { KernelError } from "../host/errors.ts";
import type { Answer } from "./program.ts";

/** Flags of open() and eventfd() on x86: include/uapi/asm-generic/fcntl.h, include/uapi/linux/eventfd.h. */
export const openFlags = { readOnly: 0, readWrite: 2, nonBlocking: 0o4000 } as const;
export const eventfdFlags = { semaphore: 1, nonBlocking: 0o4000 } as const;

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

/** An ioctl with a structure; `room`: so many bytes of it come back. */
export function ioctl(file: string, request: number, bytes: string, room = 0): string {
  return `call ${file} ${request} ${bytes === "" ? "-" : bytes} ${room}`;
}

/** An ioctl whose argument is a number. */
export function ioctlNumber(file: string, request: number, value = 0): string {
  return `call-number ${file} ${request} ${value}`;
}

/** What came back: of a structure, or what was read. */
export class Reply {
  readonly result: number;
  readonly bytes: Buffer;

  constructor(answer: Answer) {
    this.result = Number(answer["result"] ?? -1);
    this.bytes = Buffer.from(String(answer["bytes"] ?? ""), "hex");
  }

  u16(at: number): number {
    return this.bytes.readUInt16LE(at);
  }

  u32(at: number): number {
    return this.bytes.readUInt32LE(at);
  }

  u64(at: number): bigint {
    return this.bytes.readBigUInt64LE(at);
  }

  /** All of it as one number: up to 8 bytes. */
  get value(): bigint {
    return this.bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  }
}

/** The signal that an access to memory raised, or undefined. */
export function readSignal(answer: Answer): string | undefined {
  return typeof answer["signal"] === "string" ? answer["signal"] : undefined;
}

/** The value that was in memory. @throws {KernelError} if a signal was raised instead. */
export function loaded(answer: Answer): bigint {
  if (readSignal(answer) !== undefined) throw new KernelError(`an access to memory raised ${readSignal(answer)}`);
  return BigInt(String(answer["value"]));
}

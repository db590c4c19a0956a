// SPDX-License-Identifier: GPL-2.0-only
// System calls that a program in the guest makes when it is told to (`labtool calls`, and in the sessions of `labtool uio`
// and `labtool vfio`), named as the tool names them: images/tools/cmd_file.c, cmd_memory.c.
import * as z from "zod/mini";
import { KernelError } from "../host/errors.ts";
import { answers, command, nothing, type Command } from "./command.ts";

/** Flags of open() and eventfd() on x86: include/uapi/asm-generic/fcntl.h, include/uapi/linux/eventfd.h. */
export const openFlags = { readOnly: 0, writeOnly: 1, readWrite: 2, nonBlocking: 0o4000 } as const;
export const eventfdFlags = { semaphore: 1, nonBlocking: 0o4000 } as const;

const Opened = answers({ fd: z.number() });
/** What a system call returned, and what it wrote, in hexadecimal. */
const Returned = answers({ result: z.number(), bytes: z.string() });
const Polled = answers({ in: z.boolean(), out: z.boolean(), error: z.boolean(), hangup: z.boolean() });
const Value = answers({ value: z.string() });
const Length = answers({ length: z.number() });
/** An access to memory: the signal that it raised, or the value that was there. */
const Accessed = answers({ signal: z.nullable(z.string()), value: z.optional(z.string()) });

/** A system call whose answer is what it returned and wrote. */
export type SystemCall = Command<{ result: number; bytes: string }>;

type Number64 = number | bigint;

/** Bytes as a word: none are a dash. */
const hexWord = (bytes: string): string => (bytes === "" ? "-" : bytes);

/** Opens a file, to read and write unless told, under a name of its own. */
export const file = (name: string, path: string, flags?: number) => command(Opened, "file", name, path, flags);
/** An eventfd as a file. */
export const eventfd2 = (name: string, count: number, flags: number) => command(Opened, "eventfd2", name, count, flags);
/** Gives a file that the process has a name. */
export const adopt = (name: string, number: number) => command(Opened, "adopt", name, number);
/** Closes a file by its name. */
export const shut = (name: string) => command(nothing, "shut", name);

/** An ioctl with a structure; `room`: so many bytes of it come back. */
export const ioctl = (file: string, request: number, bytes: string, room = 0) =>
  command(Returned, "call", file, request, hexWord(bytes), room);
/** An ioctl whose argument is a number. */
export const ioctlNumber = (file: string, request: number, value = 0) =>
  command(Returned, "call-number", file, request, value);

/** With an offset pread() and pwrite(). */
export const read = (file: string, count: number, offset?: Number64) => command(Returned, "read", file, count, offset);
export const write = (file: string, bytes: string, offset?: Number64) =>
  command(Returned, "write", file, hexWord(bytes), offset);
/** Waits for a file to be readable, or writable, so many milliseconds at most. */
export const poll = (file: string, ms: number, way?: "in" | "out") => command(Polled, "poll", file, ms, way);
/** A line of /proc/self/fdinfo. */
export const fdinfo = (file: string, key: string) => command(Value, "fdinfo", file, key);

/**
 * In the next of the calls above the so-manieth allocation or copy fails; and whether it had as many. For kernels that inject
 * failures (flavour debug): images/tools/cmd_fault.c.
 */
export const fail = (nth: number) => command(nothing, "fail", nth);
export const failed = () => command(answers({ used: z.boolean() }), "failed");

/** Memory of the process's own, under a name. */
export const memory = (name: string, length: number) => command(Length, "memory", name, length);
/** Maps a file, to read and write unless told. */
export const mmap = (name: string, file: string, length: number, offset: Number64, way?: "read") =>
  command(Length, "mmap", name, file, length, offset, way);
export const munmap = (name: string) => command(nothing, "munmap", name);
/** One access of so many bytes. */
export const load = (name: string, offset: number, width: number) => command(Accessed, "load", name, offset, width);
export const store = (name: string, offset: number, width: number, value: Number64) =>
  command(Accessed, "store", name, offset, width, value);

/** What a system call returned and wrote: of a structure, or what was read. */
export class Reply {
  readonly result: number;
  readonly bytes: Buffer;

  constructor({ result = -1, bytes = "" }: { readonly result?: number; readonly bytes?: string }) {
    this.result = result;
    this.bytes = Buffer.from(bytes, "hex");
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

/** The value that was in memory. @throws {KernelError} if a signal was raised instead. */
export function loaded({
  signal,
  value,
}: {
  readonly signal: string | null;
  readonly value?: string | undefined;
}): bigint {
  if (value === undefined) throw new KernelError(`an access to memory raised ${signal}`);
  return BigInt(value);
}

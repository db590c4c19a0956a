// SPDX-License-Identifier: GPL-2.0-only
// What only sessions with uio_msi are told, named as the tool names it: images/tools/cmd_ioctl.c, cmd_life.c,
// cmd_mapping.c, cmd_reset.c, cmd_rights.c, cmd_fire.c, latency.c; and the programs beside them.
import * as z from "zod/mini";
import { answers, command, nothing } from "../../harness/guest/command.ts";

/** What the ioctl returned. */
const Returned = answers({ result: z.number() });
/** An access to a register: the signal that it raised, or the value that was there. */
const Accessed = answers({ signal: z.nullable(z.string()), value: z.optional(z.number()) });
const Times = answers({ ns: z.array(z.number()) });

/** UIO_MSI_SET_EVENTFD: an eventfd of the session for a vector; -1 releases it. `set32` as a 32-bit program. */
export const set = (vector: number, name: string | -1) => command(Returned, "set", vector, name);
export const set32 = (vector: number, name: string | -1) => command(Returned, "set32", vector, name);
/** The same with a file descriptor that is no eventfd of the session. */
export const setfd = (vector: number, what: "closed" | "pipe" | "null" | "epoll" | "memfd" | "uio" | number) =>
  command(Returned, "setfd", vector, what);
/** The ioctl, or any number, with an argument that lies where it says. */
export const ioctl = (
  request: "set" | number,
  where: "good" | "last" | "unaligned" | "readonly" | "null" | "kernel" | "unmapped" | "straddle",
  bits?: 32,
) => command(Returned, "ioctl", request, where, bits);
/** The open, close or set that happens while the function is reset. */
export const amidReset = (call: "open" | "close" | "set", vector?: number, name?: string) =>
  command(nothing, "amid-reset", call, vector, name);

/** Becomes another program, with its files or without. */
export const exec = (files: "keep" | "drop") => command(answers({ open: z.boolean() }), "exec", files);
/** A socket under a name, by which sessions hand each other the device's file. */
export const mailbox = (name: string) => command(nothing, "mailbox", name);
export const give = (name: string) => command(nothing, "give", name);
export const take = () => command(answers({ fd: z.number() }), "take");
/** Reads the first register, or writes it. */
export const touch = (way?: "write") => command(Accessed, "touch", way);
/** Fires for so many milliseconds, or until an access raises a signal. */
export const besiege = (ms: number) =>
  command(answers({ fired: z.number(), signal: z.nullable(z.string()) }), "besiege", ms);

/** How many page faults the first page takes, and all others. */
export const faults = () => command(answers({ first: z.number(), rest: z.number() }), "faults");
export const protect = (page: number) => command(nothing, "protect", page);
export const grow = () => command(nothing, "grow");

/** Opens the device so many times more, and closes those again. */
export const crowd = (count: number) => command(nothing, "crowd", count);
/** Drops all capabilities; becomes a user without any right. */
export const drop = () => command(nothing, "drop");
export const nobody = () => command(nothing, "nobody");
/** A child that has all that the session has, and its end. */
export const fork = () => command(answers({ pid: z.number() }), "fork");
export const reap = () => command(nothing, "reap");

/** Fires from a CPU until `ceasefire`. */
export const barrage = (vector: number, cpu: number) => command(nothing, "barrage", vector, cpu);
export const ceasefire = () => command(answers({ fired: z.number() }), "ceasefire");
/** Releases a vector while an interrupt is on its way, so many times, with an eventfd that the driver alone holds. */
export const releaseAmid = (vector: number, rounds: number) => command(nothing, "release-amid", vector, rounds);
/** The session runs on one CPU alone. */
export const pin = (cpu: number) => command(nothing, "pin", cpu);

/** Nanoseconds from firing to having it. */
export const latency = (vector: number, rounds: number) => command(Times, "latency", vector, rounds);
export const latencyIntx = (rounds: number) => command(Times, "latency-intx", rounds);

/** Has the NIC send what is in somebody's memory, and receive into it; looks for bytes there. */
export const steal = (address: string, length: number) =>
  command(answers({ done: z.boolean(), bytes: z.optional(z.string()) }), "steal", address, length);
export const plant = (address: string | bigint, bytes: string) =>
  command(answers({ done: z.boolean() }), "plant", address, bytes);
export const search = (from: string, to: string, bytes: string) =>
  command(
    answers({ found: z.boolean(), address: z.optional(z.string()), holes: z.number() }),
    ...(["search", from, to, bytes] as const),
  );

/** `labtool victim`: keeps a word in its memory, and says what is there now. */
export const keep = (word: string) => command(answers({ address: z.string() }), "keep", word);
export const look = () => command(answers({ bytes: z.string() }), "look");

/** `labtool orphan`: a child arms the device and is killed; what is written to the memory that it had. */
export const armChild = () => command(nothing, "arm");
export const kill = () => command(nothing, "kill");
export const check = () => command(answers({ written: z.number(), inPlace: z.boolean() }), "check");

/** `labtool hold`: maps a page of a file, and lets it go. */
export const mapPage = (path: string, page: number) => command(nothing, "map", path, page);

// SPDX-License-Identifier: GPL-2.0-only
// What a session does with the device that it holds, named as the tool names it: images/tools/cmd_device.c, cmd_nic.c,
// cmd_dma.c, stream.c and, by VFIO alone, cmd_vfio.c.
import * as z from "zod/mini";
import { answers, command, nothing, type Shape } from "./command.ts";

const Opened = answers({ fd: z.number() });
const Mapped = answers({ map: z.number(), size: z.number() });
const Polled = answers({ in: z.boolean(), error: z.boolean(), hangup: z.boolean() });
const Events = answers({ bytes: z.number(), events: z.number() });
const Register = answers({ value: z.number() });

/** By another node of the same device, if one is named. */
export const open = (node?: string) => command(Opened, "open", node);
export const close = () => command(nothing, "close");
/** `BAR0`, `BAR0_wc` or `map0`. */
export const map = (name: string, kind?: "private") => command(Mapped, "map", name, kind);
export const unmap = () => command(nothing, "unmap");
/** A map by number, so many pages long: made and taken away again. */
export const trymap = (number: number, pages: number) => command(nothing, "trymap", number, pages);
export const pollfd = (ms: number) => command(Polled, "pollfd", ms);
/** Without blocking unless asked. */
export const readfd = (way?: "block") => command(Events, "readfd", way);
export const writefd = (value: number) => command(nothing, "writefd", value);
/** As a debugger does it, by /proc/self/mem. */
export const debugRead = (offset: number) => command(Register, "debug-read", offset);
export const debugWrite = (offset: number, value: number) => command(Register, "debug-write", offset, value);

const Fired = answers({ fired: z.number() });

export const reset = () => command(nothing, "reset");
/** Resets the device, and lets it send interrupts. */
export const arm = () => command(answers({ nic: z.string(), vectors: z.number() }), "arm");
export const fire = (vector: number, times?: number) => command(Fired, "fire", vector, times);
/** All vectors in turn for so many milliseconds. */
export const storm = (ms: number) => command(Fired, "storm", ms);
export const peek = (offset: number) => command(Register, "peek", offset);
export const poke = (offset: number, value: number) => command(nothing, "poke", offset, value);

/** Where the device was told that its rings and buffers are. */
export interface Rings {
  readonly rxRing: string;
  readonly txRing: string;
  readonly txBuffer: string;
  readonly rxBuffer: string;
}
const Rings: Shape<Rings> = answers({
  rxRing: z.string(),
  txRing: z.string(),
  txBuffer: z.string(),
  rxBuffer: z.string(),
});
const Sent = answers({ done: z.boolean(), inPlace: z.boolean() });
/** The frame that came; else how many bytes of the buffers changed all the same. */
const Received = answers({
  done: z.boolean(),
  frame: z.optional(z.string()),
  written: z.optional(z.number()),
  inPlace: z.optional(z.boolean()),
});
const Written = answers({ written: z.number(), inPlace: z.boolean() });
const Streamed = answers({
  received: z.number(),
  changed: z.number(),
  rxInterrupts: z.number(),
  txInterrupts: z.number(),
});

/** Rings in memory that the device reaches by DMA. */
export const dma = () => command(Rings, "dma");
export const loopback = () => command(nothing, "loopback");
/** Sends a frame, in hexadecimal, and waits so many milliseconds for its descriptor to be written back. */
export const tx = (frame: string, ms?: number) => command(Sent, "tx", frame, ms);
export const rx = (ms: number) => command(Received, "rx", ms);
export const written = () => command(Written, "written");
/** Sends frames to itself, waiting for interrupts on two eventfds. */
export const stream = (frames: number, rx: string, tx: string) => command(Streamed, "stream", frames, rx, tx);

const Steered = answers({ received: z.number(), changed: z.number(), elsewhere: z.number() });

/** So many receive queues, and the NIC's loopback: queue n interrupts on vector n + 1, the transmit queue on the next one. */
export const queues = (count: number) => command(nothing, "queues", count);
/**
 * Sends itself frames that go to a receive queue, and looks there when an eventfd has woken it: how many came, how many of
 * these were not what was sent, and how many came to other queues.
 */
export const steer = (queue: number, frames: number, name: string) => command(Steered, "steer", queue, frames, name);

export const master = (state: "on" | "off") => command(nothing, "master", state);
/** Switches all interrupts off. */
export const disable = () => command(nothing, "disable");
/** Whether nobody else has a device of the group. */
export const viable = () => command(answers({ viable: z.boolean() }), "viable");

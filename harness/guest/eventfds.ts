// SPDX-License-Identifier: GPL-2.0-only
// Eventfds of a session, and what of the device's interrupts arrives on them: images/tools/cmd_vector.c.
import * as z from "zod/mini";
import { answers, command, nothing } from "./command.ts";

/** The kernel's number of an eventfd is the lowest that is free: of one that somebody still holds it is not given again. */
const Made = answers({ fd: z.number(), id: z.number() });
const Waited = answers({ count: z.number(), us: z.number() });
const Counted = answers({ settled: z.boolean(), counts: z.record(z.string(), z.number()) });

export const eventfd = (name: string) => command(Made, "eventfd", name);
/** Closes the program's own reference: the driver may keep its. */
export const forget = (name: string) => command(nothing, "forget", name);
/** Waits so many milliseconds at most for an eventfd to be signalled. */
export const wait = (name: string, ms: number, way?: "poll" | "epoll" | "select" | "read") =>
  command(Waited, "wait", name, ms, way);
/** How often each eventfd was signalled since the last time, once nothing has come for `quiet` milliseconds. */
export const counts = (quiet?: number) => command(Counted, "counts", quiet);

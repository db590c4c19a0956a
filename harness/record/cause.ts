// SPDX-License-Identifier: GPL-2.0-only
// Part of the result model: import it from model.ts.
import { z } from "zod";

/** Why something is not as it should be, for programs: what people read is beside it, and nobody has to parse that. */
export const Cause = z
  .enum([
    /** What a spec asserts does not hold. */
    "assertion",
    /** A command in the guest did not do what it had to. */
    "command",
    /** A static check found something that base does not have. */
    "finding",
    /** The kernel complained. */
    "splat",
    /** The kernel did not complain, and should have. */
    "no-splat",
    /** The guest reset itself. */
    "panic",
    /** The guest's CPUs run, and nothing answers. */
    "hang",
    /** A deadline of the lab's passed. */
    "timeout",
    /** The machine did not come up. */
    "boot",
    /** The kernel does not compile. */
    "build",
    /** The machine is not what its cell says. */
    "proof",
    /** The connection was lost; the guest is there. */
    "ssh-lost",
    /** QEMU ended, or holds the guest still. */
    "qemu",
    /** It was planned, and nobody knows of it. */
    "never-ran",
    /** There is no room on the host's disk. */
    "disk-full",
    /** The spec itself is wrong. */
    "spec",
    /** What was asked for cannot be done. */
    "usage",
    /** Anything else of the lab or its host. */
    "lab",
  ])
  .meta({ id: "Cause" });
export type Cause = z.infer<typeof Cause>;

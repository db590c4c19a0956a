// SPDX-License-Identifier: GPL-2.0-only
import { z } from "zod";
import type { LabConfig } from "./define.ts";

const text = z.string().min(1);

/** A name in the guest's /usr/bin. */
const program = z.string().regex(/^[a-z][\w-]*$/, "the name of a program: small letters, digits, - and _");

/** One word of a kernel's command line. */
const parameter = z.string().regex(/^[^\s"]+$/, "one parameter, without blanks or quotes: pci=nomsi");

/** What a configuration file may hold; what it does not know is a mistake. */
export const LabConfigSchema: z.ZodType<LabConfig> = z.strictObject({
  kernel: z.union([text, z.array(text).min(1)]).optional(),
  sha256: z.string().optional(),
  config: z.union([text, z.array(text)]).optional(),
  series: text.optional(),
  patch: text.optional(),
  basePatch: text.optional(),
  outOfTree: text.optional(),
  driver: z
    .string()
    .regex(/^[\w-]+$/, "a driver's name: igb")
    .optional(),
  specs: text.optional(),
  tools: z.record(program, text).optional(),
  parameters: z.array(parameter).optional(),
  knownFailures: text.optional(),
  qemu: text.optional(),
}) as z.ZodType<LabConfig>;

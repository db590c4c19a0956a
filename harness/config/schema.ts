// SPDX-License-Identifier: GPL-2.0-only
import { z } from "zod";
import { flavours, type Flavour } from "../../lab/flavour.ts";
import { iommuModes, type IommuMode } from "../../lab/iommu.ts";
import { profiles, type Profile } from "../../lab/matrix.ts";
import { variants, type Variant } from "../../lab/variant.ts";
import type { LabConfig } from "./define.ts";

const text = z.string().min(1);

/** A name in the guest's /usr/bin. */
const program = z.string().regex(/^[a-z][\w-]*$/, "the name of a program: small letters, digits, - and _");

/** One word of a kernel's command line. */
const parameter = z.string().regex(/^[^\s"]+$/, "one parameter, without blanks or quotes: pci=nomsi");

/** Debian policy 5.6.7. */
const debianPackage = z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/, "the name of a Debian package: iperf3");

const machine = z.strictObject({
  device: text,
  iommu: z.enum(iommuModes as readonly [IommuMode, ...IommuMode[]]),
  variant: z.enum(variants as readonly [Variant, ...Variant[]]).optional(),
  flavour: z.enum(flavours as readonly [Flavour, ...Flavour[]]).optional(),
});

const bar = z.strictObject({
  index: z.number().int().min(0).max(5),
  size: z.number().int().positive(),
  kind: z.enum(["memory", "io"]),
  wide: z.literal(true).optional(),
  prefetchable: z.literal(true).optional(),
  ram: z.literal(true).optional(),
  msixTable: z.number().int().nonnegative().optional(),
});

/** What is asked of a device beyond that is defineDevice's to check. */
export const DeviceSchema = z.looseObject({
  model: text,
  chip: text,
  address: z.string().regex(/^[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/, "a PCI address: 0000:01:00.0"),
  vendor: z.number().int().min(0).max(0xffff),
  device: z.number().int().min(0).max(0xffff),
  class: z.number().int().min(0).max(0xffff),
  bars: z.array(bar),
  vectors: z.number().int().min(0).max(2048),
  migratable: z.boolean(),
  qemu: z.strictObject({
    before: z.array(z.string()),
    device: text,
    lists: z.record(z.string(), z.array(z.string())).optional(),
    beside: z.array(z.string()).optional(),
  }),
});

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
  specs: z.union([text, z.array(text).min(1)]).optional(),
  tools: z.record(program, text).optional(),
  userland: z.array(debianPackage).optional(),
  parameters: z.array(parameter).optional(),
  devices: z.record(z.string(), DeviceSchema).optional(),
  machines: z.partialRecord(z.enum(profiles as readonly [Profile, ...Profile[]]), z.array(machine)).optional(),
  knownFailures: text.optional(),
  qemu: text.optional(),
}) as unknown as z.ZodType<LabConfig>;

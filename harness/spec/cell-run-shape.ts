// SPDX-License-Identifier: GPL-2.0-only
// What crosses from the lab to a process of specs, looked at as it comes in.
import * as z from "zod/mini";
import type { DeviceDefinition } from "../../lab/device/index.ts";
import { flavours } from "../../lab/flavour.ts";
import { iommuModes } from "../../lab/iommu.ts";
import { sideNames } from "../../lab/matrix.ts";
import { variants } from "../../lab/variant.ts";

const choice = <T extends string>(values: readonly T[]): z.ZodMiniType<T> => z.enum(values as readonly [T, ...T[]]);
const text = z.string();
const texts = z.readonly(z.array(text));

const cell = z.strictObject({
  ...{ id: text, side: choice(sideNames), device: text, iommu: choice(iommuModes), flavour: choice(flavours) },
  variant: z.exactOptional(choice(variants)),
  kernel: z.exactOptional(text),
  commit: z.exactOptional(z.number()),
});

/** Of a device what a machine cannot do without; the rest is its definition's to get right. */
const device = z.looseObject({
  model: text,
  address: text,
  vectors: z.number(),
  qemu: z.looseObject({ device: text }),
});

const machine = z.strictObject({
  device: device as z.ZodMiniType as z.ZodMiniType<DeviceDefinition>,
  iommu: choice(iommuModes),
  variant: z.exactOptional(choice(variants)),
  accelerator: z.enum(["kvm", "tcg"]),
  tscKHz: z.optional(z.number()),
  cpus: z.number(),
  memoryMiB: z.number(),
  kernel: z.strictObject({ image: text, initrd: text }),
  userland: z.exactOptional(text),
  parameters: texts,
});

/** Of a CellRun. */
export const cellRunShape = z.strictObject({
  ...{ cell, machine, qemu: text, release: text, launcher: texts, folder: text, bootLog: text, begun: text },
  ...{ journal: text, privateKey: text, hostKey: text, reproduce: texts, timeoutScale: z.number() },
  snapshot: z.exactOptional(text),
  modules: z.exactOptional(text),
  round: z.exactOptional(z.number()),
  repeat: z.exactOptional(z.number()),
  uapi: z.exactOptional(
    z.strictObject({ include: text, added: texts, refused: z.record(text, text), ioctlNumbers: text }),
  ),
  kselftests: z.exactOptional(z.record(text, text)),
  kunit: z.exactOptional(text),
  specs: z.array(z.strictObject({ id: text, file: text })),
});

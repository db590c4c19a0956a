// SPDX-License-Identifier: GPL-2.0-only
// A regression: a patch that brings back a bug which Linux had and fixed. Its header says which fix it undoes, what is
// seen, where, and whether QEMU's models can show it. None of that is told to the lab that has to find it.
import type { Configuration } from "../../../lab/matrix.ts";
import { devices } from "../../../lab/device/index.ts";
import { flavours } from "../../../lab/flavour.ts";
import { iommuModes } from "../../../lab/iommu.ts";
import { variants } from "../../../lab/variant.ts";
import { UsageError } from "../../host/errors.ts";
import { readHeader, readPatchFolder, type TriedPatch } from "../patch-header.ts";

/** The commit that fixed the bug. */
export interface Fix {
  /** The first twelve digits, where they are known. */
  readonly id: string | undefined;
  readonly title: string;
  /** What of it nobody could look up. */
  readonly fromMemory: string | undefined;
}

export interface Regression extends TriedPatch {
  /** `Fix: 72ddef0506da ("igb: Fix oops caused by missing queue pairing") id from memory` */
  readonly fix: Fix;
  /** By which operation on which device it is seen, and how: `Shows:`. */
  readonly shows: string;
  /** A machine that shows it, any number of times: `Where: igb off debug`, and the variant if there is one. */
  readonly where: readonly Configuration[];
  /** Why QEMU cannot show it: `QEMU: no (why)`. */
  readonly hidden: string | undefined;
}

/** Reads one regression. @throws {UsageError} if its header is not as it should be. */
export function parseRegression(file: string, text: string): Regression {
  const { fields, ...patch } = readHeader(file, text);
  const one = (field: string): string => {
    const [value, ...more] = fields(field);
    if (value === undefined || value === "" || more.length > 0) throw new UsageError(`${file}: needs one "${field}:"`);
    return value;
  };
  const where = fields("Where").map((place) => parsePlace(file, place));
  if (where.length === 0) throw new UsageError(`${file}: no "Where:" that names a machine`);
  return {
    ...patch,
    fix: parseFix(file, one("Fix")),
    shows: one("Shows"),
    where,
    hidden: parseQemu(file, one("QEMU")),
  };
}

function parseFix(file: string, text: string): Fix {
  const [, id, title, fromMemory] = /^(?:([0-9a-f]{12}) )?\("(.+)"\)(?: (.* ?from memory))?$/.exec(text) ?? [];
  if (title === undefined) throw new UsageError(`${file}: "Fix:" must be like: 72ddef0506da ("title"), not ${text}`);
  return { id, title, fromMemory };
}

function parsePlace(file: string, text: string): Configuration {
  const [device = "", mode, kind, odd, ...rest] = text.split(" ");
  const iommu = iommuModes.find((known) => known === mode);
  const flavour = flavours.find((known) => known === kind);
  const variant = variants.find((known) => known === odd);
  if (!Object.hasOwn(devices, device) || iommu === undefined || flavour === undefined || rest.length > 0)
    throw new UsageError(`${file}: "Where: ${text}" is no machine: device, IOMMU, flavour, variant`);
  if (odd === undefined) return { device, iommu, flavour };
  if (variant === undefined) throw new UsageError(`${file}: "Where: ${text}": there is no variant ${odd}`);
  return { device, iommu, flavour, variant };
}

function parseQemu(file: string, text: string): string | undefined {
  if (text === "yes") return undefined;
  const why = /^no \((.+)\)$/.exec(text)?.[1];
  if (why === undefined) throw new UsageError(`${file}: "QEMU:" must be yes, or no (why), not ${text}`);
  return why;
}

/** Reads the regressions of a folder, by name. @throws {UsageError} if there are none, or a name matches none. */
export async function readRegressions(folder: string, wanted: readonly string[]): Promise<readonly Regression[]> {
  return readPatchFolder(folder, wanted, "regression", parseRegression);
}

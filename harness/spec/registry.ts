// SPDX-License-Identifier: GPL-2.0-only
// Spec files say what a driver must do; this is what they say it with. Loaded by the CLI, a spec file only lists its
// specs (that is the plan); loaded by AVA in a cell, they run.
import type { ExecutionContext } from "ava";
import { findDevice, type DeviceDefinition } from "../../lab/device/index.ts";
import { nic, unmetNeed, type DeviceNeed } from "../../lab/device/needs.ts";
import type { Flavour } from "../../lab/flavour.ts";
import { iommuFacts, type IommuFacts, type IommuMode } from "../../lab/iommu.ts";
import { includes, type CellSpec, type Profile, type SideName } from "../../lab/matrix.ts";
import type { Variant } from "../../lab/variant.ts";
import { atLeast, versionIn } from "../host/version.ts";
import type { SpecContext } from "./context.ts";
import { findCommand } from "../host/find.ts";

/** What a spec needs of a cell to mean something there. */
export interface Needs {
  /** A driver that the cell's kernel must have. */
  readonly driver?: string;
  /** What the device must be or have; a NIC whose vectors the lab can raise unless told. */
  readonly devices?: DeviceNeed | readonly DeviceNeed[] | "any";
  readonly iommus?: readonly IommuMode[];
  /** It finds the same behind any IOMMU: outside the full profile it runs behind one for each machine, the strictest. */
  readonly oneIommu?: true;
  /** What the IOMMU must do for the device. */
  readonly dma?: readonly IommuFacts["dma"][];
  /** The variants of a machine it is about; the ordinary machine unless told. */
  readonly variants?: readonly (Variant | "ordinary")[] | "any";
  readonly flavours?: readonly Flavour[];
  /** The sides it is about; both unless told. */
  readonly sides?: readonly SideName[];
  /** A program that the host must have. */
  readonly hostTool?: string;
  /** Debian packages whose programs it runs in the guest: it gets the userland volume, and is skipped where one is missing. */
  readonly userland?: readonly string[];
  /** The first kernel version that has what it is about: `6.2`. */
  readonly since?: string;
  /** Headers for user space that the series adds or changes. */
  readonly uapi?: true;
  /** The least profile that runs it; quick unless told. */
  readonly profile?: Profile;
  /**
   * Functions of the kernel that it is about; `*` at the end stands for any that begin so. Its outcomes stand beside
   * what a review says of code that calls one of them.
   */
  readonly about?: readonly string[];
  /** It wants a machine in which nothing has happened: the kernel says each IOMMU's faults only so often in a while. */
  readonly fresh?: boolean;
  /** The machine ends in it, by the guest's own doing: it restarts or powers off. */
  readonly ends?: true;
  /** So many times as long as other specs it may take. */
  readonly timeoutFactor?: number;
  /** It measures and judges nothing: if nothing went wrong it is DONE. */
  readonly measurement?: boolean;
  /** It proves that the cell is what it says: if it is not, that is the lab's fault (MISS), not the kernel's. */
  readonly proof?: boolean;
}

export type SpecBody = (t: ExecutionContext, context: SpecContext) => Promise<void>;

export interface Spec {
  /** `vectors: each wakes its own eventfd`. */
  readonly id: string;
  readonly family: string;
  readonly title: string;
  readonly needs: Needs;
  readonly body: SpecBody;
}

const specs: Spec[] = [];
const hooks: ((spec: Spec) => void)[] = [];

/** Declares a family of specs and what all of them need; the returned function declares one. */
export function family(name: string, common: Needs = {}) {
  return (title: string, ...rest: [SpecBody] | [Needs, SpecBody]): void => {
    const [own, body] = rest.length === 1 ? [{}, rest[0]] : rest;
    const spec: Spec = { id: `${name}: ${title}`, family: name, title, needs: { ...common, ...own }, body };
    specs.push(spec);
    for (const hook of hooks) hook(spec);
  };
}

/** All specs declared so far, in order. */
export function declaredSpecs(): readonly Spec[] {
  return specs;
}

/** Calls `hook` for each spec that is declared from now on. */
export function onSpec(hook: (spec: Spec) => void): void {
  hooks.push(hook);
}

/** What is known of a cell's kernel: all that a spec may ask for, unless it is said. */
export interface KernelFeatures {
  /** Whether the series brings headers for user space. */
  readonly uapi?: boolean;
  /** `uname -r` of the kernel. */
  readonly release?: string;
  /** Why a package is not in the userland volume; undefined: it is. */
  readonly lacks?: (name: string) => string | undefined;
}

/** The devices of a lab, by their models. */
type Devices = Readonly<Record<string, DeviceDefinition>>;

/** Why a spec means nothing in a cell; undefined if it does. `hasDriver` knows the cell's kernel. */
export function skipReason(
  needs: Needs,
  cell: Omit<CellSpec, "id">,
  hasDriver: (name: string) => boolean,
  has: KernelFeatures = {},
  known?: Devices,
): string | undefined {
  const { driver, devices = nic, iommus, dma, variants = ["ordinary"], flavours, sides, hostTool, uapi, since } = needs;
  const { userland = [] } = needs;
  if (sides !== undefined && !sides.includes(cell.side)) return `not applicable to ${cell.side}`;
  if (driver !== undefined && !hasDriver(driver)) return `the ${cell.side} kernel has no driver ${driver}`;
  const unmet = devices === "any" ? undefined : unmetNeed(devices, findDevice(cell.device, known));
  if (unmet !== undefined) return unmet;
  if (iommus !== undefined && !iommus.includes(cell.iommu)) return `needs the IOMMU to be ${iommus.join(" or ")}`;
  if (dma !== undefined && !dma.includes(iommuFacts[cell.iommu].dma))
    return `needs DMA to be ${dma.map((kind) => dmaWords[kind]).join(" or ")}`;
  if (variants !== "any" && !variants.includes(cell.variant ?? "ordinary"))
    return cell.variant === undefined
      ? `needs a machine with ${variants.join(" or ")}`
      : "not applicable to this variant";
  if (flavours !== undefined && !flavours.includes(cell.flavour)) return `needs a ${flavours.join(" or ")} kernel`;
  if (since !== undefined && has.release !== undefined && !atLeast(versionIn(has.release) ?? "0", since))
    return `needs Linux ${since} (this is ${has.release})`;
  if (uapi === true && has.uapi === false) return "the series touches no UAPI header";
  if (hostTool !== undefined && findCommand(hostTool) === undefined) return `the host has no ${hostTool}`;
  return userland.flatMap((name) => has.lacks?.(name) ?? [])[0];
}

const dmaWords: Readonly<Record<IommuFacts["dma"], string>> = {
  translating: "translated",
  absent: "without an IOMMU",
  identity: "passed through",
};

/** Whether a run of `profile` holds a spec. */
export function isIn(profile: Profile, { profile: least = "quick" }: Needs): boolean {
  return includes(profile, least);
}

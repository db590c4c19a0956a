// SPDX-License-Identifier: GPL-2.0-only
// Spec files say what a driver must do; this is what they say it with. Loaded by the CLI, a spec file only lists its
// specs (that is the plan); loaded by AVA in a cell, they run.
import type { ExecutionContext } from "ava";
import type { IommuMode } from "../../lab/iommu.ts";
import type { NicModel } from "../../lab/nic.ts";
import type { Bench } from "./bench.ts";

/** What a spec needs of a cell to mean something there. */
export interface Needs {
  /** A driver that the cell's kernel must have. */
  readonly driver?: string;
  readonly devices?: readonly NicModel[];
  readonly iommus?: readonly IommuMode[];
  /** It proves that the cell is what it says: if it is not, that is the lab's fault (MISS), not the kernel's. */
  readonly proof?: boolean;
}

export type SpecBody = (t: ExecutionContext, bench: Bench) => Promise<void>;

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

/** Why a spec means nothing in a cell; undefined if it does. `drivers` are those that the cell's kernel has. */
export function skipReason(
  needs: Needs,
  cell: { readonly device: NicModel; readonly iommu: IommuMode; readonly side: string },
  hasDriver: (name: string) => boolean,
): string | undefined {
  if (needs.driver !== undefined && !hasDriver(needs.driver))
    return `the ${cell.side} kernel has no driver ${needs.driver}`;
  if (needs.devices !== undefined && !needs.devices.includes(cell.device)) return `needs ${needs.devices.join(" or ")}`;
  if (needs.iommus !== undefined && !needs.iommus.includes(cell.iommu))
    return `needs the IOMMU to be ${needs.iommus.join(" or ")}`;
  return undefined;
}

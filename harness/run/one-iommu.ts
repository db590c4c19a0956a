// SPDX-License-Identifier: GPL-2.0-only
// Some specs find the same behind any IOMMU (`oneIommu`): a driver's self-test, its rings and filters. Pure.
import { iommuFacts } from "../../lab/iommu.ts";
import { cellAt, cellConfiguration, type CellSpec } from "../../lab/matrix.ts";

/** Of the machines that differ from a cell in their IOMMU alone, the one whose IOMMU stops most. */
export function strictestBeside(cell: CellSpec, places: readonly CellSpec[]): CellSpec {
  const beside = (other: CellSpec): boolean =>
    cellAt(other.side, { ...cellConfiguration(other), iommu: cell.iommu }).id === cell.id;
  const others = places.filter(beside);
  return others.find(({ iommu }) => iommuFacts[iommu].dma === "translating") ?? others[0] ?? cell;
}

/** Why such a spec does not run in a cell; undefined if it does. */
export function leftTo(strictest: CellSpec, cell: CellSpec): string | undefined {
  if (strictest.id === cell.id) return undefined;
  return "runs behind the strictest IOMMU of each machine; behind each with --profile full";
}

// SPDX-License-Identifier: GPL-2.0-only
// What a mutant's trial says in words; its three reports share them.
import type { MutantRecord } from "../record/mutation.ts";

const hows = {
  splat: "the kernel complained",
  behaviour: "behaviour",
  both: "behaviour, and the kernel complained",
  death: "the machine died",
};

/** `killed (behaviour)`. */
export function mutantVerdict({ status, how }: MutantRecord): string {
  return how === undefined ? status : `${status} (${hows[how]})`;
}

/** `errors: a closed file descriptor … in igb/iommu-off`; nothing if no spec saw it. */
export function killerText({ spec, cell }: MutantRecord): string {
  return spec === undefined ? "" : `${spec} in ${(cell ?? "").replace("patched/", "")}`;
}

const rank: readonly MutantRecord["status"][] = ["miss", "error", "survived", "explained", "killed"];

/** What a person must look at first comes first. */
export function byRank(a: MutantRecord, b: MutantRecord): number {
  return rank.indexOf(a.status) - rank.indexOf(b.status);
}

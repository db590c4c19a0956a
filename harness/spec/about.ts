// SPDX-License-Identifier: GPL-2.0-only
import type { ReviewRemark } from "../record/model.ts";
import type { Spec } from "./registry.ts";

/** Puts beside each remark the specs that are about what is called in the code above it. */
export function linkRemarks(
  remarks: readonly ReviewRemark[],
  specs: readonly Pick<Spec, "id" | "needs">[],
): ReviewRemark[] {
  return remarks.map((remark) => {
    const about = specs.filter(({ needs }) => remark.calls?.some((call) => isAbout(needs.about ?? [], call)));
    return about.length === 0 ? remark : { ...remark, specs: about.map(({ id }) => id) };
  });
}

/** Whether a function is one of those that a spec is about. */
export function isAbout(names: readonly string[], call: string): boolean {
  return names.some((name) => (name.endsWith("*") ? call.startsWith(name.slice(0, -1)) : call === name));
}

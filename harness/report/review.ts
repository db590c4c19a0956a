// SPDX-License-Identifier: GPL-2.0-only
// What a review says, beside what the run found.
import type { Result, ReviewRemark, RunRecord } from "./model.ts";

/** The name of the fact with which a spec says on which remarks it bears: `FILE:LINE`, more than one with commas. */
export const bearsOn = "bears on review";

/** `drivers/uio/uio_msi.c:93` */
export function placeOfRemark({ file, line }: ReviewRemark): string {
  return file === undefined ? "the commit message" : `${file}:${line}`;
}

/** The results that bear on a remark: those whose spec says so. Which lines a spec is about nobody can guess. */
export function outcomesOn(record: RunRecord, remark: ReviewRemark): Result[] {
  if (remark.file === undefined) return [];
  const place = placeOfRemark(remark);
  return record.results.filter(({ facts }) => (facts[bearsOn] ?? "").split(/, */).includes(place));
}

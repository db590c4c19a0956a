// SPDX-License-Identifier: GPL-2.0-only
import type { Context } from "../host/context.ts";
import type { Side } from "../record/model.ts";
import type { CheckedSeries } from "./subject.ts";

/** What all checks are handed. */
export interface StaticContext extends Context {
  /** What comes before a command that takes long: machines beside it have deadlines. */
  readonly gently: readonly string[];
}

/** A check that means nothing here: SKIP, with the reason. */
export class CheckSkipped extends Error {}

/** Sources of C that a side has of what the series touches. */
export function touchedSources(
  { subject, side }: { readonly subject: CheckedSeries; readonly side: Side },
  suffixes: string,
): string[] {
  return subject.files[side].filter((file) => new RegExp(`\\.[${suffixes}]$`).test(file));
}

// SPDX-License-Identifier: GPL-2.0-only
// A complaint that was declared is expected; any other fails the spec.
import type { Splat } from "../record/model.ts";
import { splatName } from "../record/result.ts";

/** A complaint that a spec says will come. */
export interface ExpectedSplat {
  readonly kind: Splat["kind"];
  /** Fits the title, or a line of the report's head: before registers, modules and stack trace. */
  readonly title?: RegExp;
  /** What the complaint shows, for the report. */
  readonly why: string;
  /** False if the spec passes without it too. A declared complaint that does not come is a failure otherwise. */
  readonly required?: boolean;
}

/** Splats of one spec, sorted by what the spec declared. */
export interface Partition {
  readonly unexpected: Splat[];
  readonly expected: { readonly splat: Splat; readonly why: string }[];
  /** Declared as required, and did not come. */
  readonly missing: ExpectedSplat[];
}

const headEnd = /^(?:CPU: |Modules linked in:|Call Trace:|stack backtrace:|RIP: )/;

function headLines(splat: Splat): string[] {
  const end = splat.text.findIndex((line) => headEnd.test(line));
  return [splat.header, ...splat.text.slice(0, end < 0 ? undefined : end)];
}

function fits(splat: Splat, declared: ExpectedSplat): boolean {
  const { kind, title } = declared;
  // search() and not test(): a RegExp with the g flag keeps its position between calls.
  const lines = [splatName(splat), ...headLines(splat)];
  return kind === splat.kind && (title === undefined || lines.some((line) => line.search(title) >= 0));
}

/** Sorts splats into declared and undeclared; one declaration may stand for many splats. */
export function partition(splats: readonly Splat[], declared: readonly ExpectedSplat[]): Partition {
  const unexpected: Splat[] = [];
  const expected: { splat: Splat; why: string }[] = [];
  const came = new Set<ExpectedSplat>();
  for (const splat of splats) {
    const fitting = declared.filter((one) => fits(splat, one));
    for (const one of fitting) came.add(one);
    if (fitting[0] === undefined) unexpected.push(splat);
    else expected.push({ splat, why: fitting[0].why });
  }
  return { unexpected, expected, missing: declared.filter((one) => one.required !== false && !came.has(one)) };
}

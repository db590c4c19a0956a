// SPDX-License-Identifier: GPL-2.0-only
import type { CellFilter } from "../../lab/matrix.ts";
import type { ReviewRemark } from "../report/model.ts";
import type { KernelSource, Series } from "../kernel/types.ts";

/** Which cells and specs: what `run`, `plan` and `shell` share. Undefined means all of the profile. */
export interface Filters extends CellFilter {
  /** A part of a spec's id, or a regular expression between slashes. */
  readonly grep?: string | undefined;
}

/** All that a run is asked for, checked. */
export interface RunOptions {
  readonly filters: Filters;
  readonly source: KernelSource;
  readonly series: Series;
  /** What both sides have; undefined: the kernel as it is. */
  readonly baseSeries?: Series | undefined;
  /** Old patches are brought forward before they are applied. */
  readonly port?: boolean;
  /** What a reader must know about how the series was taken in. */
  readonly notes?: readonly string[];
  /** What a review of the series says, if it was taken from one. */
  readonly review?: readonly ReviewRemark[];
  readonly qemu: string;
  /** The folder that holds runs; a run makes its own in it. */
  readonly out: string;
  /** The folder with the specs. */
  readonly specs: string;
  /** Processes that a build may use, and machines that may run at once. */
  readonly jobs: number;
  /** How often each cell is run, boot and all. */
  readonly repeat: number;
  /** The arguments after `npm run lab --` that make kernels and series what they are. */
  readonly reproduce: readonly string[];
  /** The whole command line, for the record. */
  readonly command: string;
}

/** What `--grep` selects. A text is looked for as it stands, a /text/ as a regular expression. */
export function grepPattern(grep: string | undefined): (id: string) => boolean {
  if (grep === undefined) return () => true;
  const expression = /^\/(.+)\/([a-z]*)$/.exec(grep);
  if (expression === null) return (id) => id.toLowerCase().includes(grep.toLowerCase());
  const pattern = new RegExp(expression[1] ?? "", expression[2]);
  return (id) => pattern.test(id);
}

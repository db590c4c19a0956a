// SPDX-License-Identifier: GPL-2.0-only
// Splats as they come → each once, with how often and where: a log of any length has few defects, said often.
import type { Splat } from "../record/model.ts";

/** A splat and all that are equal to it. */
export interface Repeated extends Splat {
  readonly times: number;
  /** Zero-based lines of the log on which they begin; the first of many. */
  readonly lines: readonly number[];
}

/** Kept of what is in no way equal to anything, so that a log of garbage cannot fill memory. */
const most = 2000;
const mostLines = 20;

/** Groups splats by fingerprint while they come. */
export class Collector {
  private readonly groups = new Map<string, { splat: Splat; times: number; lines: number[] }>();
  /** Splats that were told from all others and not kept. */
  dropped = 0;

  add(splat: Splat): void {
    const key = splat.fingerprint ?? splat.header;
    const group = this.groups.get(key);
    if (group !== undefined) {
      group.times++;
      if (group.lines.length < mostLines) group.lines.push(splat.line);
    } else if (this.groups.size >= most) this.dropped++;
    // A copy: pieces of a string keep the whole piece of the log that they were cut from.
    else this.groups.set(key, { splat: JSON.parse(JSON.stringify(splat)) as Splat, times: 1, lines: [splat.line] });
  }

  /** All of them, in the order of the log. */
  all(): Repeated[] {
    return [...this.groups.values()]
      .map(({ splat, times, lines }) => ({ ...splat, times, lines: lines.sort((a, b) => a - b) }))
      .sort((a, b) => a.line - b.line);
  }
}

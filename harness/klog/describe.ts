// SPDX-License-Identifier: GPL-2.0-only
// A report as printed → whose fault it is, what to call it, and by what to know it again.
import { createHash } from "node:crypto";
import type { Splat } from "../record/model.ts";
import { framesOf, storyOf, type Frame } from "./frame.ts";
import { nameOf } from "./headline.ts";

type Report = Pick<Splat, "kind" | "title" | "line" | "text">;

// Where WARN, BUG, UBSAN and the lock validator say which line they stand in.
const places: readonly RegExp[] = [
  /^(?:kernel BUG at |WARNING: CPU: \d+ PID: \d+ at )([\w./-]+\.[chS]:\d+)/,
  /^WARNING: ([\w./-]+\.[chS]:\d+) at /,
  /^UBSAN: .* in ([\w./-]+\.[chS]:\d+)/,
  /^([\w./-]+\.[chS]:\d+) (?:suspicious |RCU-list )/,
];

/** The file that the report names itself: its function's only if no machinery stood between the two. */
function fileOf(text: readonly string[], frames: readonly Frame[], guilty: Frame): string | undefined {
  if (guilty.file !== undefined) return guilty.file;
  if (frames.find(({ name }) => !name.startsWith("__ubsan"))?.name !== guilty.name) return undefined;
  for (const line of text.slice(0, 12)) {
    const place = places.map((pattern) => pattern.exec(line)?.[1]).find((one) => one !== undefined);
    if (place !== undefined) return place;
  }
  return undefined;
}

function fingerprintOf(kind: string, headline: string, frames: readonly Frame[]): string {
  const story = [kind, headline, ...storyOf(frames)].join("\n");
  return createHash("sha256").update(story).digest("hex").slice(0, 12);
}

/** Adds what can be read out of a report: headline, function, file and fingerprint. */
export function describe(report: Report, traced = true): Splat {
  const { kind, title, line, text } = report;
  const frames = traced ? framesOf(text) : [];
  const { headline, guilty } = nameOf({ kind, title, line, text }, traced);
  const file = guilty === undefined ? undefined : fileOf(text, frames, guilty);
  return {
    ...{ kind, title, line, text, headline },
    ...(guilty === undefined ? {} : { at: guilty.name }),
    ...(file === undefined ? {} : { file }),
    fingerprint: fingerprintOf(kind, headline, frames),
  };
}

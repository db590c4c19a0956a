// SPDX-License-Identifier: GPL-2.0-only
// A report as printed → whose fault it is, what to call it, and by what to know it again.
import { createHash } from "node:crypto";
import type { Splat } from "../record/model.ts";
import { readFault, type Fault } from "./fault.ts";
import { suspectFrames, callPath, type Frame } from "./frame.ts";
import { nameSplat } from "./splat-name.ts";

type SplatText = Pick<Splat, "kind" | "header" | "line" | "text">;

// Where WARN, BUG, UBSAN and the lock validator say which line they stand in.
const places: readonly RegExp[] = [
  /^(?:kernel BUG at |WARNING: CPU: \d+ PID: \d+ at )([\w./-]+\.[chS]:\d+)/,
  /^WARNING: ([\w./-]+\.[chS]:\d+) at /,
  /^UBSAN: .* in ([\w./-]+\.[chS]:\d+)/,
  /^([\w./-]+\.[chS]:\d+) (?:suspicious |RCU-list )/,
];

/** The file that the report names itself: its function's only if no machinery stood between the two. */
function blamedFile(text: readonly string[], frames: readonly Frame[], guilty: Frame): string | undefined {
  if (guilty.file !== undefined) return guilty.file;
  if (frames.find(({ name }) => !name.startsWith("__ubsan"))?.name !== guilty.name) return undefined;
  for (const line of text.slice(0, 12)) {
    const place = places.map((pattern) => pattern.exec(line)?.[1]).find((one) => one !== undefined);
    if (place !== undefined) return place;
  }
  return undefined;
}

function fingerprint(kind: string, title: string, frames: readonly Frame[]): string {
  const story = [kind, title, ...callPath(frames)].join("\n");
  return createHash("sha256").update(story).digest("hex").slice(0, 12);
}

/** A fault as JSON holds it. */
function recorded({ source, address, access }: Fault): Splat["fault"] {
  return { source, address: `0x${address.toString(16)}`, access };
}

/** Adds what can be read out of a report: title, function, file and fingerprint. */
export function describe(report: SplatText, traced = true): Splat {
  const { kind, header, line, text } = report;
  const frames = traced ? suspectFrames(text) : [];
  const { title, guilty } = nameSplat({ kind, header, line, text }, traced);
  const functions = frames.map(({ name }) => name);
  const fault = readFault(report);
  const file = guilty === undefined ? undefined : blamedFile(text, frames, guilty);
  return {
    ...{ kind, header, line, text, title },
    ...(guilty === undefined ? {} : { at: guilty.name }),
    ...(functions.length === 0 ? {} : { functions }),
    ...(fault === undefined ? {} : { fault: recorded(fault) }),
    ...(file === undefined ? {} : { file }),
    fingerprint: fingerprint(kind, title, frames),
  };
}

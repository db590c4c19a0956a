// SPDX-License-Identifier: GPL-2.0-only
// What `judge FILE` prints.
import { splatName, type Splat } from "../record/model.ts";
import { plural } from "./words.ts";

/** `times` and `lines` where equal splats were taken together. */
type Counted = Splat & { readonly times?: number; readonly lines?: readonly number[] };

function linesText({ line, times = 1, lines = [] }: Counted): string {
  if (times === 1) return `line ${line + 1}`;
  const shown = lines.slice(0, 5).map((one) => one + 1);
  return `${times} times, lines ${shown.join(", ")}${times > shown.length ? ", …" : ""}`;
}

function described(splat: Counted): string[] {
  const { kind, header, at, file, fault } = splat;
  const dma = fault === undefined ? [] : [`${fault.access} by ${fault.source} to ${fault.address}`];
  const place = at === undefined ? [] : [`at ${at}${file === undefined ? "" : ` (${file})`}`];
  const name = splatName(splat);
  const said = name === header ? [] : [`  ${header}`];
  return [`${kind}: ${name}`, ...said, `  ${[linesText(splat), ...place, ...dma].join(", ")}`];
}

/** Renders splats as text (one head each, then the reports themselves) or as JSON. */
export function renderSplats(splats: readonly Counted[], format: "text" | "json" = "text"): string {
  if (format === "json") return `${JSON.stringify(splats, null, 2)}\n`;
  if (splats.length === 0) return "no splats\n";
  const heads = splats.flatMap(described);
  const bodies = splats.flatMap((splat) => ["", `--- ${splatName(splat)}`, ...splat.text.map((line) => `  ${line}`)]);
  return [plural(splats.length, "splat"), ...heads, ...bodies, ""].join("\n");
}

// SPDX-License-Identifier: GPL-2.0-only
// What `judge FILE` prints.
import type { Splat } from "./model.ts";
import { faultOf } from "../verdict/fault.ts";
import { plural } from "./words.ts";

function described(splat: Splat): string[] {
  const at = splat.at === undefined ? [] : [`at ${splat.at}`];
  const fault = faultOf(splat);
  const dma = fault === undefined ? [] : [`${fault.access} by ${fault.source} to 0x${fault.address.toString(16)}`];
  return [`${splat.kind}: ${splat.title}`, `  ${[`line ${splat.line + 1}`, ...at, ...dma].join(", ")}`];
}

/** Renders splats as text (one head each, then the reports themselves) or as JSON. */
export function renderSplats(splats: readonly Splat[], format: "text" | "json" = "text"): string {
  if (format === "json") return `${JSON.stringify(splats, null, 2)}\n`;
  if (splats.length === 0) return "no splats\n";
  const heads = splats.flatMap(described);
  const bodies = splats.flatMap((splat) => ["", `--- ${splat.title}`, ...splat.text.map((line) => `  ${line}`)]);
  return [plural(splats.length, "splat"), ...heads, ...bodies, ""].join("\n");
}

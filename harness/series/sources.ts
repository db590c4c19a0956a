// SPDX-License-Identifier: GPL-2.0-only
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { root } from "../host/paths.ts";

const Sources = z.object({
  /** The version that is tested unless another is named. */
  default: z.string(),
  /** Objects that a fresh build compiles, for the bar of a first build: a count of the figures' own kernel. */
  objects: z.number().int().positive(),
});

/** What guest-kernel/sources.json says. */
export function readSources(): z.infer<typeof Sources> {
  return Sources.parse(JSON.parse(readFileSync(path.join(root, "guest-kernel/sources.json"), "utf8")));
}

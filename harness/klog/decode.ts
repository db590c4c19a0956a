// SPDX-License-Identifier: GPL-2.0-only
// Splats with addresses → splats with source lines, by the kernel's own scripts/decode_stacktrace.sh. The command and
// what becomes of its output; who runs it is harness/cli/judge.ts.
import path from "node:path";
import type { Splat } from "../record/model.ts";
import { describe } from "./describe.ts";

/** What the kernel was built from and into. */
export interface Symbols {
  readonly vmlinux: string;
  /** Where its modules lie, with debug information. */
  readonly modules?: string;
  /** Its source, which has the script, and whose path is taken off the file names. */
  readonly source: string;
}

/** The kernel's own script. */
export function decoder(source: string): string {
  return path.join(source, "scripts/decode_stacktrace.sh");
}

/** argv that decodes standard input: `decode_stacktrace.sh [<vmlinux> [<base_path> [<modules_path>]]]`. */
export function decodeArgs({ vmlinux, modules, source }: Symbols): string[] {
  return ["bash", decoder(source), vmlinux, source, ...(modules === undefined ? [] : [modules])];
}

const divider = "--- next report";

/** The reports of many splats as one input: the script reads its symbols once. */
export function decodeInput(splats: readonly Splat[]): string {
  return splats.map(({ text }) => [...text, divider, ""].join("\n")).join("");
}

/** The splats with what the script made of their reports: functions and files are read anew. */
export function decoded(splats: readonly Splat[], output: string): Splat[] {
  const parts = output.split(`${divider}\n`);
  return splats.map((splat, i) => {
    const text = parts[i]?.replace(/\n$/, "").split("\n") ?? [];
    // The script died half-way: what it said is worth less than what the kernel said.
    if (text.length !== splat.text.length) return splat;
    const { at, file } = describe({ ...splat, text }, splat.at !== undefined);
    const place = at === splat.at && file !== undefined ? { file } : {};
    return { ...splat, ...place, text };
  });
}

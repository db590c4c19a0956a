// SPDX-License-Identifier: GPL-2.0-only
// A run that is no run of the lab, but has a folder and a journal as one: mutation, bisection.
import { rm } from "node:fs/promises";
import type { Context } from "../host/context.ts";
import { cacheRoot } from "../host/paths.ts";
import { Journal } from "../record/journal-writer.ts";
import { failureRecord } from "./failure.ts";
import { makeRunFolder, type RunFolder } from "./folder.ts";
import type { RunOptions } from "./options.ts";

export interface AuxiliaryRun {
  readonly folder: RunFolder;
  readonly context: Context;
  readonly signal: AbortSignal;
}

/** What its record says of any run. `seconds` are those up to now. */
export interface RunMetadata {
  readonly schemaVersion: 1;
  readonly id: string;
  readonly command: string;
  readonly startedAt: string;
  readonly seconds: number;
}

/** Works in a folder of its own: events go to its journal, notes are said too, and the scratch is removed at the end. */
export async function runAuxiliary<T>(
  options: Pick<RunOptions, "out" | "jobs" | "command">,
  signal: AbortSignal,
  say: (text: string) => void,
  work: (run: AuxiliaryRun, metadata: () => RunMetadata) => Promise<T>,
): Promise<{ readonly record: T; readonly folder: string }> {
  const started = performance.now();
  const startedAt = new Date().toISOString();
  const folder = await makeRunFolder(options.out);
  using journal = new Journal(folder.journal);
  const emit: Context["emit"] = (event) => {
    journal.write(event);
    if (event.type === "note") say(event.text);
  };
  const context: Context = { cache: cacheRoot(), emit, jobs: options.jobs, signal };
  const metadata = (): RunMetadata => ({
    schemaVersion: 1,
    id: folder.id,
    command: options.command,
    startedAt,
    seconds: (performance.now() - started) / 1000,
  });
  try {
    return { record: await work({ folder, context, signal }, metadata), folder: folder.path };
  } catch (error) {
    emit({ type: "failure", source: "lab", failure: failureRecord(error) });
    throw error;
  } finally {
    await rm(folder.scratch, { recursive: true, force: true });
  }
}

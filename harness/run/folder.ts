// SPDX-License-Identifier: GPL-2.0-only
// A run's folder: all that it leaves behind is in it.
import { randomBytes } from "node:crypto";
import { mkdir, rename, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { LabError, errorMessage } from "../host/errors.ts";
import { journalName } from "../record/journal.ts";

export interface RunFolder {
  readonly id: string;
  readonly path: string;
  readonly journal: string;
  /** Keys, initrds and snapshots: gone when the run is. */
  readonly scratch: string;
}

/** Makes `out/<time>-<random>/`, and `out/latest` that points to it. */
export async function makeRunFolder(out: string, now = new Date()): Promise<RunFolder> {
  const time = now.toISOString().replace(/[:-]/g, "").replace("T", "-").slice(0, 15);
  const id = `${time}-${randomBytes(3).toString("hex")}`;
  const folder = path.join(path.resolve(out), id);
  const scratch = path.join(folder, "scratch");
  try {
    await mkdir(scratch, { recursive: true, mode: 0o755 });
    await pointLatest(path.resolve(out), id);
  } catch (error) {
    throw new LabError(`cannot write to ${out}: ${errorMessage(error)}`, {
      hint: "--out DIR chooses another directory",
      cause: error,
    });
  }
  return { id, path: folder, journal: path.join(folder, journalName), scratch };
}

async function pointLatest(out: string, id: string): Promise<void> {
  const latest = path.join(out, "latest");
  const temporary = `${latest}.${id}`;
  await symlink(id, temporary);
  try {
    // A rename replaces a link in one step: two runs that end together leave one of the two, never none.
    await rename(temporary, latest);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

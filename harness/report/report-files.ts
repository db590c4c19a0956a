// SPDX-License-Identifier: GPL-2.0-only
import { renameSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Writes files that nobody sees half of: one name, by what each ends in. */
export function writeReportFiles(folder: string, stem: string, texts: Readonly<Record<string, string>>): void {
  for (const [ending, text] of Object.entries(texts)) {
    const file = path.join(folder, `${stem}.${ending}`);
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  }
}

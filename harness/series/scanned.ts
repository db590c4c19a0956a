// SPDX-License-Identifier: GPL-2.0-only
import type { FileChange } from "./scan.ts";

/** Hears what a reader of the report must know about how a series was applied. */
export type OnNote = (text: string) => void;

/** A patch that was read and looked through. */
export interface ScannedPatch {
  readonly path: string;
  readonly text: string;
  readonly changes: readonly FileChange[];
}

// SPDX-License-Identifier: GPL-2.0-only
import type { Emit } from "../record/model.ts";

/** What every stage is handed. */
export interface Context {
  readonly cache: string;
  readonly emit: Emit;
  readonly jobs: number;
  readonly signal?: AbortSignal;
}

// SPDX-License-Identifier: GPL-2.0-only
import type { addAll } from "./options.ts";

/** The options of a command that had none before. */
type All = ReturnType<ReturnType<typeof addAll<[], Record<never, never>>>["opts"]>;

/** What commander makes of the options that verbs share: each verb has some of them. */
export interface RawOptions extends Readonly<Partial<All>> {
  /** The kernel as it is, whatever the configuration tests. */
  readonly bare?: boolean;
  /** Of a bisection between commits: the bad end. */
  readonly bad?: string;
}

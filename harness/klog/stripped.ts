// SPDX-License-Identifier: GPL-2.0-only

/** One line without what stands before the kernel's words. */
export interface Stripped {
  readonly text: string;
  readonly caller: string;
  readonly kernel: boolean;
  /** Something in or before the line tells whose it is. */
  readonly known: boolean;
}

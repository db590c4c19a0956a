// SPDX-License-Identifier: GPL-2.0-only
import { UsageError } from "../host/errors.ts";

/** A patch that is not applied, whatever it applies to: it is broken, or meant to do harm. */
export class UnsafePatchError extends UsageError {}

/** More than anybody reviews: what is beyond it is a mistake or an attack. */
export const limits = {
  /** Bytes of a patch, or of a mail. The largest that went into Linux are generated headers of some MiB. */
  patchBytes: 32 * 2 ** 20,
  /** Bytes of what is handed to the lab: a mailbox, unpacked. */
  inputBytes: 128 * 2 ** 20,
  /** Files that a series names. */
  files: 4000,
  patches: 1000,
  mails: 4000,
  /** Bytes that copies of files may come to. */
  copied: 256 * 2 ** 20,
} as const;

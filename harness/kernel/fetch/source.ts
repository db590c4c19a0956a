// SPDX-License-Identifier: GPL-2.0-only
import path from "node:path";
import { UsageError } from "../../host/errors.ts";
import { exists } from "../../host/files.ts";

/** Source that was named, before it is here. */
export interface SourceIdentity {
  /** Names the content: equal keys, equal files. */
  readonly key: string;
  /** Names where it comes from: a tree that is edited keeps it, so what was compiled of it is kept. */
  readonly origin: string;
  /** For people: `linux-source-6.12 6.12.117-1~deb12u1`. */
  readonly label: string;
  /** The first two numbers of its version, as far as that is known before it is here: `6.12`. */
  readonly version?: string | undefined;
}

/** Source that is here, unpacked. Read-only: workspaces are hard links to its files. */
export interface FetchedSource extends SourceIdentity {
  readonly folder: string;
}

/** @throws {UsageError} if a folder holds no kernel source. */
export async function checkKernel(folder: string, name: string): Promise<void> {
  for (const file of ["Kconfig", "Makefile", "scripts/kconfig"])
    if (!(await exists(path.join(folder, file))))
      throw new UsageError(`${name} is not a kernel source tree: it has no ${file}.`);
}

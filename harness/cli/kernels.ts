// SPDX-License-Identifier: GPL-2.0-only
// `--kernel`, once or several times: which kernels, and what they are called where there is more than one.
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../host/errors.ts";
import { newest, newestVersion, readSources } from "../kernel/index.ts";
import { versionInName } from "../kernel/fetch/tarball.ts";
import { treeVersion } from "../kernel/fetch/tree.ts";
import type { KernelSource } from "../series/types.ts";
import { cacheRoot } from "../host/paths.ts";
import { labCommand } from "../host/typed.ts";

/** The kernel that is tested unless another is named. */
export const defaultKernel = readSources().default;

/** What `--sha256` says of a tarball. */
interface Sum {
  readonly sha256?: string;
}

/** A kernel that was asked for. */
export interface NamedKernel {
  /** What is typed to get just this one again. */
  readonly what: string;
  /** What cells call it. */
  readonly name: string;
  readonly source: KernelSource;
  /** `6.12`, as far as it is known before the source is here. */
  readonly version: string | undefined;
}

/** The kernels that were asked for, in that order. @throws {UsageError} for what is not a kernel, or two of one name. */
export async function namedKernels(
  whats: readonly string[],
  raw: Sum,
): Promise<readonly [NamedKernel, ...NamedKernel[]]> {
  const [first, ...rest] = await Promise.all(whats.map((what) => namedKernel(what, raw)));
  if (first === undefined) throw new UsageError("--kernel: which?");
  const kernels = [first, ...rest] as const;
  const twice = kernels.find(({ name }, index) => kernels.findIndex((other) => other.name === name) !== index);
  if (twice === undefined) return kernels;
  throw new UsageError(`--kernel ${twice.what}: ${twice.name} is given twice`);
}

async function namedKernel(asked: string, raw: Sum): Promise<NamedKernel> {
  const what = asked === newest ? await newestVersion(cacheRoot()) : asked;
  const source = parseKernelSource(what, raw);
  switch (source.kind) {
    case "distribution":
      return { what, source, name: source.version, version: source.version };
    case "tree":
      return { what, source, name: fileWord(path.basename(source.path)), version: await treeVersion(source.path) };
    case "tarball": {
      const file = path.basename(source.location);
      return {
        what,
        source,
        name: fileWord(file.replace(/\.tar(?:\.\w+)?$|\.t\wz$/, "")),
        version: versionInName(file),
      };
    }
  }
}

/** A name that can be part of a file's. */
function fileWord(name: string): string {
  return name.replaceAll(/[^\w.+-]/g, "-");
}

/** Which kernel was asked for. @throws {UsageError} if what was typed names none. */
export function parseKernelSource(what: string, raw: Sum = {}): KernelSource {
  if (/^\d+\.\d+$/.test(what)) return { kind: "distribution", version: what };
  const remote = /^https?:\/\//.test(what);
  if (remote || (existsSync(what) && statSync(what).isFile())) {
    if (raw.sha256 === undefined)
      throw new UsageError(`--kernel ${what}: a tarball needs --sha256`, {
        hint: remote ? "the publisher's checksum" : `sha256sum ${what} prints it; compare it with the publisher's`,
      });
    return { kind: "tarball", location: remote ? what : path.resolve(what), sha256: raw.sha256.toLowerCase() };
  }
  if (existsSync(path.join(what, "Kconfig"))) return { kind: "tree", path: path.resolve(what) };
  throw new UsageError(
    `--kernel ${what}: neither a version, nor a kernel source tree (it has no Kconfig), nor a tarball`,
    {
      hint: `a version is two numbers, as in ${defaultKernel}; ${labCommand("doctor")} lists those available`,
    },
  );
}

// SPDX-License-Identifier: GPL-2.0-only
import { appendFile } from "node:fs/promises";
import path from "node:path";
import { anyCode, run } from "../host/exec.ts";
import { searchedFolders } from "../host/find.ts";
import type { Lock } from "../host/lock.ts";
import { sha256 } from "../host/files.ts";
import { cacheRoot } from "../host/paths.ts";

/**
 * What every make is told, part of a kernel's hash. Who built it, when and where would be in the image and in
 * `uname -v`; an empty LOCALVERSION keeps the state of a surrounding git tree out of `uname -r`.
 */
export const makeVariables = {
  ARCH: "x86_64",
  LOCALVERSION: "",
  KBUILD_BUILD_USER: "lab",
  KBUILD_BUILD_HOST: "lab",
  KBUILD_BUILD_VERSION: "1",
  KBUILD_BUILD_TIMESTAMP: "Thu Jan  1 00:00:00 UTC 1970",
} as const;

/** Where Debian's ccache has its compilers; a folder that is not there does no harm. */
const cachingCompilers = "/usr/lib/ccache";

/**
 * A configuration that is left and come back to, as each run's devices want their own, compiles little the second time:
 * most objects do not see the symbols that changed.
 */
const compilerCache = (): Record<string, string> => ({
  CCACHE_DIR: path.join(cacheRoot(), "ccache"),
  CCACHE_MAXSIZE: "5G",
});

/** make's environment and nothing else: KCFLAGS, MAKEFLAGS, CROSS_COMPILE and their like would change the kernel. */
export function makeEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const searched = [cachingCompilers, ...searchedFolders(env["PATH"])].join(":");
  return { PATH: searched, LC_ALL: "C", TZ: "UTC", HOME: "/", TMPDIR: env["TMPDIR"] ?? "/tmp", ...compilerCache() };
}

export interface MakeOptions {
  /** The kernel source. */
  readonly tree: string;
  /** The folder in it that the build is in; `build` unless told. */
  readonly output?: string;
  /** Leaves the CPU to whoever else wants it: to machines with deadlines. */
  readonly nice?: boolean;
  readonly jobs: number;
  readonly lock: Lock;
  /** Whatever make prints is added to it. */
  readonly log: string;
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: (line: string) => void;
}

export interface MakeResult {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

/**
 * Runs make for `targets`, which may hold variables. make holds the workspace's lock too: were the lab killed, make
 * is told to end and clean up, and nobody else starts before it has.
 * @throws the signal's reason, if that ended it.
 */
export async function make(targets: readonly string[], options: MakeOptions): Promise<MakeResult> {
  const variables = Object.entries(makeVariables).map(([name, value]) => `${name}=${value}`);
  const environment = Object.entries(makeEnvironment()).map(([name, value]) => `${name}=${value}`);
  // -O: the lines of two compilers do not mix.
  const how = options.nice === true ? ["nice", "make"] : ["make"];
  const argv = [
    ...how,
    "-O",
    "-C",
    options.tree,
    `O=${options.output ?? "build"}`,
    `-j${options.jobs}`,
    ...variables,
    ...targets,
  ];
  const lines: string[] = [];
  const onLine = (line: string): void => {
    lines.push(line);
    options.onLine?.(line);
  };
  const child = { stdin: options.lock.fd, signal: options.signal, okCodes: anyCode, onLine };
  try {
    const { code } = await run("env", ["-i", ...environment, ...argv], child);
    return { ok: code === 0, lines };
  } finally {
    await appendFile(options.log, `$ make ${targets.join(" ")}\n${lines.join("\n")}\n`);
  }
}

/** Names the compiler, assembler and linker to the letter: other tools, another kernel. */
export async function toolchain(): Promise<string> {
  const texts = await Promise.all(
    ["gcc", "as", "ld"].map((tool) => run("env", ["-i", ...pairs(makeEnvironment()), tool, "--version"])),
  );
  return texts.map(({ stdout }) => stdout.split("\n")[0]).join("; ");
}

function pairs(record: Readonly<Record<string, string>>): string[] {
  return Object.entries(record).map(([name, value]) => `${name}=${value}`);
}

/** What of this file decides how a kernel comes out, for its hash. */
export function recipe(): string {
  return sha256(JSON.stringify(makeVariables));
}

// SPDX-License-Identifier: GPL-2.0-only
// The options that verbs share, and how what is typed becomes what is run. Bad input is a UsageError with what to do.
import { existsSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Option, type Command } from "commander";
import { iommuModes, type IommuMode } from "../../lab/iommu.ts";
import type { SideName } from "../../lab/matrix.ts";
import { nicModels, type NicModel } from "../../lab/nic.ts";
import { UsageError } from "../errors.ts";
import { shellQuote } from "../exec.ts";
import { readSeries, readSources } from "../kernel/index.ts";
import type { KernelSource } from "../kernel/types.ts";
import { root } from "../paths.ts";
import type { Filters, RunOptions } from "../run/options.ts";
import { qemuBinary } from "../setup/ensure.ts";
import { findCommand } from "../setup/find.ts";

/** What commander makes of the options below. */
export interface RawOptions {
  readonly device?: NicModel[];
  readonly iommu?: IommuMode[];
  readonly side?: SideName[];
  readonly grep?: string;
  readonly kernel?: string;
  readonly sha256?: string;
  readonly series?: string;
  readonly qemu?: string;
  readonly out?: string;
  readonly jobs?: string;
  readonly specs?: string;
}

export const defaultKernel = readSources().default;
export const defaultSeries = path.join(root, "guest-kernel/series");

/** Adds `--device`, `--iommu`, `--side` and `--grep`. */
export function addFilters(command: Command): Command {
  return command
    .addOption(new Option("--device <nic...>", "these NICs alone").choices(nicModels))
    .addOption(new Option("--iommu <mode...>", "these IOMMU modes alone").choices(iommuModes))
    .addOption(
      new Option("--side <side...>", "without the series (base), with it (patched)").choices(["base", "patched"]),
    )
    .option("--grep <text>", "specs whose name has this in it, or matches /this/");
}

/** Adds `--kernel`, `--sha256` and `--series`. */
export function addKernel(command: Command): Command {
  return command
    .option(
      "--kernel <what>",
      `a version of the distribution's (${defaultKernel}), a source tree, a tarball or its URL`,
    )
    .option("--sha256 <sum>", "what a tarball must hash to")
    .option("--series <path>", "the patches under test: a folder of *.patch files, or one file (default: our uio_msi)");
}

/** Adds `--qemu`, `--out` and `--jobs`. */
export function addRunning(command: Command): Command {
  return command
    .option("--qemu <binary>", "the QEMU to use (default: $LAB_QEMU, then qemu-system-x86_64)")
    .option("--out <dir>", "where results go (default: out)")
    .option("--jobs <n>", "compilers and machines at once (default: the number of CPUs)")
    .addOption(new Option("--specs <dir>", "another folder of specs").hideHelp());
}

/** The cells and specs that were asked for. */
export function filtersOf(raw: RawOptions): Filters {
  return { devices: raw.device, iommus: raw.iommu, sides: raw.side, grep: raw.grep };
}

/** Which kernel was asked for. @throws {UsageError} if what was typed names none. */
export function kernelSourceOf(raw: Pick<RawOptions, "kernel" | "sha256">): KernelSource {
  const what = raw.kernel ?? defaultKernel;
  if (/^\d+\.\d+$/.test(what)) return { kind: "distribution", version: what };
  const remote = /^https?:\/\//.test(what);
  if (remote || (existsSync(what) && statSync(what).isFile())) {
    if (raw.sha256 === undefined)
      throw new UsageError(`--kernel ${what}: a tarball needs --sha256`, {
        hint: remote ? "the sum that its publisher gives" : `sha256sum ${what} prints it; compare with its publisher's`,
      });
    return { kind: "tarball", location: remote ? what : path.resolve(what), sha256: raw.sha256.toLowerCase() };
  }
  if (existsSync(path.join(what, "Kconfig"))) return { kind: "tree", path: path.resolve(what) };
  throw new UsageError(`--kernel ${what}: no version, no kernel source tree (no Kconfig in it) and no tarball`, {
    hint: `a version is two numbers, as in ${defaultKernel}; npm run lab -- doctor shows those that there are`,
  });
}

/** All of a run's options, checked. @throws {UsageError} */
export async function runOptionsOf(
  raw: RawOptions,
  argv: readonly string[] = process.argv.slice(2),
): Promise<RunOptions> {
  const jobs = raw.jobs === undefined ? os.availableParallelism() : Number(raw.jobs);
  if (!Number.isInteger(jobs) || jobs < 1) throw new UsageError(`--jobs ${raw.jobs}: a number from 1 up`);
  const qemu = qemuBinary(raw.qemu);
  return {
    filters: filtersOf(raw),
    source: kernelSourceOf(raw),
    series: await readSeries(path.resolve(raw.series ?? defaultSeries)),
    qemu: (await findCommand(qemu)) ?? qemu,
    out: path.resolve(raw.out ?? path.join(root, "out")),
    specs: path.resolve(raw.specs ?? path.join(root, "specs")),
    jobs,
    reproduce: reproduceOptions(raw),
    command: shellQuote(["npm", "run", "lab", ...(argv.length > 0 ? ["--", ...argv] : [])]),
  };
}

/** The options without which it would be another kernel, series, QEMU or folder of specs. */
function reproduceOptions(raw: RawOptions): string[] {
  const given = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`--${name}`, value];
  return [
    ...given("kernel", raw.kernel),
    ...given("sha256", raw.sha256),
    ...given("series", raw.series),
    ...given("qemu", raw.qemu),
    ...given("specs", raw.specs),
  ];
}

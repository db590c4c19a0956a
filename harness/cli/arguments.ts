// SPDX-License-Identifier: GPL-2.0-only
// The options that verbs share, and how what is typed becomes what is run. Bad input is a UsageError with what to do.
import os from "node:os";
import path from "node:path";
import { Option, type Command } from "commander";
import { deviceModels } from "../../lab/device/index.ts";
import { flavours } from "../../lab/flavour.ts";
import { iommuModes } from "../../lab/iommu.ts";
import { cells, defaultProfile, ownMatrix, profiles, sideNames } from "../../lab/matrix.ts";
import { variants } from "../../lab/variant.ts";
import { UsageError } from "../host/errors.ts";
import { shellQuote } from "../host/exec.ts";
import { labCommand, labWords } from "../host/typed.ts";
import type { Filters, KernelTarget, RunOptions } from "../run/options.ts";
import { qemuBinary, type EnsureOptions } from "../setup/ensure.ts";
import { findCommand } from "../host/find.ts";
import { defaultKernel, namedKernels, type NamedKernel } from "./kernels.ts";
import { configured } from "./config.ts";
import { readKnownFailures } from "./known-failures.ts";
import { seriesOn, takePatches } from "./patches.ts";
import type { RawOptions } from "./raw-options.ts";

/** Adds `--profile`, and what chooses cells and specs of it. */
export function addFilters(command: Command): Command {
  return command
    .addOption(
      new Option("--profile <name>", "how many cells and specs: quick after each edit, full for everything")
        .choices(profiles)
        .default(defaultProfile),
    )
    .option("--device <device...>", `only these devices: ${deviceModels.join(", ")}, or the configuration's`)
    .addOption(new Option("--iommu <mode...>", "only these IOMMU modes").choices(iommuModes))
    .addOption(new Option("--variant <variant...>", "only machines of these variants").choices(variants))
    .addOption(new Option("--flavour <flavour...>", "only kernels built in these flavours").choices(flavours))
    .addOption(
      new Option("--side <side...>", "only without the series (base) or only with it (patched)").choices(sideNames),
    )
    .option("--cell <id...>", "only these cells, from any profile, as plan lists them: patched/igb/iommu-off")
    .option("--kselftest <collection...>", "also run the kernel's own selftests of these collections: vfio")
    .option("--kunit <glob>", "also run the KUnit suites that match: 'resource*'")
    .option("--grep <text>", "only specs whose name contains TEXT or matches /REGEX/");
}

/** Adds `--config`, and what says which kernel and which patches. */
export function addKernel(command: Command): Command {
  return command
    .option(
      "--config <file>",
      "the lab's configuration (default: msixlab.config.ts, .js or .json in this folder or the nearest above it)",
    )
    .option(
      "--kernel <what...>",
      `a version the distribution packages (${defaultKernel}), newest (Debian sid's), a source tree, a tarball or its URL; several give one report`,
    )
    .option("--sha256 <sum>", "the sha256 of the tarball")
    .option(
      "--series <path>",
      "the patches under test: a folder of *.patch files, or one file (default: what the configuration says)",
    )
    .option(
      "--patch <what>",
      "the patches under test in any form: a patch, a mailbox or a thread, a review that quotes one, a folder of git format-patch, REPOSITORY:COMMITS, or - for standard input",
    )
    .option("--base-patch <what>", "patches applied to both sides, in the same forms")
    .option(
      "--out-of-tree <what>",
      "a driver outside the kernel's tree: its Kbuild folder, or FOLDER:COMMITS of the repository that the folder is in",
    )
    .option("--port", "port patches that are older than the kernel (rules: guest-kernel/port) and report what changed")
    .option("--3way", "fall back to a three-way merge for a patch that does not apply; reported")
    .option("--fuzz <n>", "tolerate N differing context lines (patch -F); reported");
}

/** Adds `--qemu`, `--out` and `--jobs`. */
export function addRunning(command: Command): Command {
  return command
    .option("--qemu <binary>", "the QEMU to use (default: $LAB_QEMU, then qemu-system-x86_64)")
    .option("--out <dir>", "directory for results (default: out, beside the configuration)")
    .option("--jobs <n>", "compile and boot this many at once (default: number of CPUs)")
    .option("--repeat <n>", "run each cell N times, including boot; results that differ are flaky", "1")
    .addOption(new Option("--specs <dir>", "directory with the specs").hideHelp());
}

/** Adds `--no-count`. */
export function addCount(command: Command): Command {
  return command.option("--no-count", "do not measure coverage of the series: fewer machines, never UNTESTED");
}

/** Adds `--static`. */
export function addStatic(command: Command): Command {
  return command
    .option("--static", "also run the static checks of `check` (default with --profile full)")
    .option("--no-static", "skip the static checks, whatever the profile");
}

/** The cells and specs that were asked for. @throws {UsageError} if a cell is asked for that does not exist. */
export function readFilters(raw: RawOptions, kernels?: readonly string[], matrix = ownMatrix): Filters {
  const { device: devices, iommu: iommus, side: sides, variant: variants, flavour: flavours, cell: ids } = raw;
  const noDevice = devices?.find((model) => !Object.hasOwn(matrix.devices, model));
  if (noDevice !== undefined)
    throw new UsageError(`--device ${noDevice}: there is no such device`, {
      hint: `there are ${Object.keys(matrix.devices).join(", ")}`,
    });
  const all = [...cells({ matrix, profile: "full" }), ...cells({ matrix, profile: "full", kernels })];
  const known = new Set([...all, ...cells({ matrix, ids }), ...cells({ matrix, ids, kernels })].map(({ id }) => id));
  const unknown = ids?.find((id) => !known.has(id));
  if (unknown !== undefined)
    throw new UsageError(`--cell ${unknown}: there is no such cell`, {
      hint: `${labCommand("plan --profile full")} lists them`,
    });
  const { profile, grep, count } = raw;
  return { matrix, profile, devices, iommus, sides, variants, flavours, kernels, ids, grep, count };
}

/** All of a run's options, checked. @throws {UsageError} */
export async function readRunOptions(
  typed: RawOptions,
  argv: readonly string[] = process.argv.slice(2),
): Promise<RunOptions> {
  const { raw, folder, settings, matrix, reproduce: configuration } = await configured(typed);
  const jobs = readCount("jobs", raw.jobs ?? String(os.availableParallelism()));
  const qemu = qemuBinary(raw.qemu);
  const kernels = await namedKernels(raw.kernel ?? [defaultKernel], raw);
  const [{ source, version }] = kernels;
  const { reproduce, ...subject } = await takePatches(raw, source, version, typed);
  const again = (kernel: NamedKernel): string[] =>
    reproduceOptions(typed, typed.kernel === undefined ? undefined : kernel.what, [...configuration, ...reproduce]);
  // The static checks need no QEMU and no specs.
  const { kernel: which, sha256, port } = typed;
  const statically = ({ what }: NamedKernel): string[] =>
    reproduceOptions(
      { ...(sha256 === undefined ? {} : { sha256 }), ...(port === undefined ? {} : { port }) },
      which === undefined ? undefined : what,
      [...configuration, ...reproduce],
    );
  const readTarget = async (kernel: NamedKernel): Promise<KernelTarget> => ({
    name: kernel.name,
    source: kernel.source,
    series: await seriesOn(subject.series, raw, kernel.version),
    baseSeries: subject.baseSeries,
    reproduce: again(kernel),
  });
  return {
    filters: readFilters(withoutSeries(raw), kernels.length > 1 ? kernels.map(({ name }) => name) : undefined, matrix),
    source,
    ...subject,
    settings,
    ...(raw.port === true ? { port: true } : {}),
    ...(kernels.length > 1 ? { targets: await Promise.all(kernels.map(readTarget)) } : {}),
    ...(raw.eachCommit === true ? { eachCommit: true } : {}),
    ...(raw.kselftest === undefined ? {} : { kselftests: raw.kselftest }),
    ...(raw.kunit === undefined ? {} : { kunit: readKunitGlob(raw.kunit) }),
    qemu: findCommand(qemu) ?? qemu,
    out: path.resolve(raw.out ?? path.join(folder, "out")),
    specs: path.resolve(raw.specs ?? "specs"),
    jobs,
    repeat: readCount("repeat", raw.repeat ?? "1"),
    repeatFailures: raw.repeatFailures ?? true,
    known: await readKnownFailures(raw.knownFailures),
    ...((raw.static ?? raw.profile === "full") ? { static: { reproduce: kernels.map(statically) } } : {}),
    reproduce: again(kernels[0]),
    command: shellQuote(labWords(argv)),
  };
}

/** Without patches there is one side: the kernel as it is. */
function withoutSeries(raw: RawOptions): RawOptions {
  if (raw.series !== undefined || raw.patch !== undefined || raw.outOfTree !== undefined) return raw;
  return { ...raw, side: ["base"], count: false };
}

/** Says on stderr how the series was taken in: a run has that in its report, other verbs have none. */
export function sayNotes({ notes = [] }: Pick<RunOptions, "notes">): void {
  for (const note of notes) console.error(`note: ${note}`);
}

/** What the host must have for what was asked. */
export function hostNeeds({ qemu, port }: Pick<RawOptions, "qemu" | "port">): EnsureOptions {
  return { qemu, also: port === true ? ["spatch"] : [] };
}

/** A glob that can stand on a kernel's command line. @throws {UsageError} */
function readKunitGlob(glob: string): string {
  if (/^[\w.*?-]+$/.test(glob)) return glob;
  throw new UsageError(`--kunit ${glob}: part of a suite's name, with * and ?`);
}

/** A number of things, at least one. @throws {UsageError} */
function readCount(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new UsageError(`--${option} ${text}: must be a number, 1 or more`);
  return count;
}

/** The options without which it would be another kernel, series, QEMU or folder of specs. */
function reproduceOptions(raw: RawOptions, kernel: string | undefined, series: readonly string[]): string[] {
  const given = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`--${name}`, value];
  return [
    ...given("kernel", kernel),
    ...given("sha256", raw.sha256),
    ...series,
    ...(raw.port === true ? ["--port"] : []),
    ...(raw.kselftest === undefined ? [] : ["--kselftest", ...raw.kselftest]),
    ...given("kunit", raw.kunit),
    ...given("qemu", raw.qemu),
    ...given("specs", raw.specs),
    ...given("profile", raw.profile === defaultProfile ? undefined : raw.profile),
  ];
}

// SPDX-License-Identifier: GPL-2.0-only
// The options that verbs share, each declared here and nowhere else.
import { InvalidArgumentError, Option, type Command, type OptionValues } from "@commander-js/extra-typings";
import { deviceModels } from "../../lab/device/index.ts";
import { flavours } from "../../lab/flavour.ts";
import { iommuModes } from "../../lab/iommu.ts";
import { defaultProfile, profiles, sideNames } from "../../lab/matrix.ts";
import { variants } from "../../lab/variant.ts";
import { defaultKernel } from "./kernels.ts";

/** Adds `--profile`, and what chooses cells and specs of it. */
export function addFilters<Args extends unknown[], Opts extends OptionValues>(command: Command<Args, Opts>) {
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
    .option("--kunit <glob>", "also run the KUnit suites that match: 'resource*'", parseKunitGlob)
    .option("--grep <text>", "only specs whose name contains TEXT or matches /REGEX/");
}

/** Adds `--config`, and what says which kernel. */
export function addSource<Args extends unknown[], Opts extends OptionValues>(command: Command<Args, Opts>) {
  return command
    .option(
      "--config <file>",
      "the lab's configuration (default: msixlab.config.ts, .js or .json in this folder or the nearest above it)",
    )
    .option(
      "--kernel <what...>",
      `a version the distribution packages (${defaultKernel}), newest (Debian sid's), a source tree, a tarball or its URL; several give one report`,
    )
    .option("--sha256 <sum>", "the sha256 of the tarball");
}

/** Adds `--config`, and what says which kernel and which patches. */
export function addKernel<Args extends unknown[], Opts extends OptionValues>(command: Command<Args, Opts>) {
  return addSource(command)
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
export function addRunning<Args extends unknown[], Opts extends OptionValues>(command: Command<Args, Opts>) {
  return command
    .option("--qemu <binary>", "the QEMU to use (default: $LAB_QEMU, then qemu-system-x86_64)")
    .option("--out <dir>", "directory for results (default: out, beside the configuration)")
    .option("--jobs <n>", "compile and boot this many at once (default: number of CPUs)", parseCount)
    .option("--repeat <n>", "run each cell N times, including boot; results that differ are flaky", parseCount, 1)
    .addOption(new Option("--specs <path...>", "directories with specs, and spec files").hideHelp());
}

/** A number of things, at least one. @throws {InvalidArgumentError} */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError("It must be a number, 1 or more.");
  return count;
}

/** A glob that can stand on a kernel's command line. @throws {InvalidArgumentError} */
function parseKunitGlob(glob: string): string {
  if (/^[\w.*?-]+$/.test(glob)) return glob;
  throw new InvalidArgumentError("It must be part of a suite's name, with * and ?.");
}

/** Adds `--no-count`; `text` says what is not counted. */
export function addCount<Args extends unknown[], Opts extends OptionValues>(
  command: Command<Args, Opts>,
  text = "do not measure coverage of the series: fewer machines, never UNTESTED",
) {
  return command.option("--no-count", text);
}

/** Adds `--profile` and `--grep`, for verbs that let each of many patches choose its machines. */
export function addTrialFilters<Args extends unknown[], Opts extends OptionValues>(
  command: Command<Args, Opts>,
  when = "",
) {
  return command
    .addOption(
      new Option("--profile <profile>", `${when}how many machines and specs, ${defaultProfile} unless told`).choices(
        profiles,
      ),
    )
    .option("--grep <text>", `${when}only specs whose name contains TEXT or matches /REGEX/`);
}

/** A number that others are derived from. @throws {InvalidArgumentError} */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed)) throw new InvalidArgumentError("It must be a whole number.");
  return seed;
}

/** Adds all of these, and those of `run` that say how a series is judged. */
export function addAll<Args extends unknown[], Opts extends OptionValues>(command: Command<Args, Opts>) {
  return addCount(addRunning(addKernel(addFilters(command))))
    .option("--static", "also run the static checks of `check` (default with --profile full)")
    .option("--no-static", "skip the static checks, whatever the profile")
    .option("--each-commit", "also build, boot and test after each patch of the series")
    .option("--no-repeat-failures", "do not rerun specs that failed on patched or could not run")
    .option("--no-reuse", "run on base what it passed in an earlier run with the same kernel, machine and specs")
    .option("--known-failures <file>", "list of known failures (default: guest-kernel/known-failures.json)");
}

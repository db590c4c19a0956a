// SPDX-License-Identifier: GPL-2.0-only
import type { DeviceDefinition } from "../../lab/device/index.ts";
import type { CellFilter } from "../../lab/matrix.ts";
import { compilePattern } from "../host/pattern.ts";
import type { KnownFailure, ReviewRemark } from "../record/model.ts";
import type { KernelSource, Series } from "../series/types.ts";
import type { Choice } from "./choose.ts";

/** Which cells and specs: what `run`, `plan` and `shell` share. Undefined means all of the profile. */
export interface Filters extends CellFilter {
  /** A part of a spec's id, or a regular expression between slashes. */
  readonly grep?: string | undefined;
}

/** One of a run's kernel versions, in a run of several. */
export interface KernelTarget {
  /** What cells call it: `6.1`. */
  readonly name: string;
  readonly source: KernelSource;
  /** As it is for that version. */
  readonly series: Series;
  readonly baseSeries?: Series | undefined;
  /** The options that make kernels and series what they are, with this version alone. */
  readonly reproduce: readonly string[];
}

/** The options that belong to one kernel version: all of them, in a run of one version. */
export function kernelTarget<T extends Omit<KernelTarget, "name" | "reproduce">>(
  options: T & { readonly targets?: readonly KernelTarget[] | undefined },
  name: string | undefined,
): T | KernelTarget {
  return options.targets?.find((line) => line.name === name) ?? options;
}

/** What a configuration says that no option says. */
export interface LabSettings {
  /** Files with Kconfig symbols that both sides have. */
  readonly fragments: readonly string[];
  /** Programs for the guest, and the folders of their C files. */
  readonly tools: Readonly<Record<string, string>>;
  /** Kernel parameters of all machines. */
  readonly parameters: readonly string[];
  /** Debian packages that the userland volume has beside the lab's own. */
  readonly userland: readonly string[];
  /** The driver under test, as the kernel calls it. */
  readonly driver?: string;
}

/** A driver that is put on both sides. */
export interface LabDriver {
  /** The folder with its patches. */
  readonly series: string;
  /** As the kernel calls it. */
  readonly driver: string;
}

/** All that a run is asked for, checked. */
export interface RunOptions {
  readonly filters: Filters;
  readonly source: KernelSource;
  readonly series: Series;
  /** What both sides have; undefined: the kernel as it is. */
  readonly baseSeries?: Series | undefined;
  readonly settings: LabSettings;
  /** Old patches are brought forward before they are applied. */
  readonly port?: boolean;
  /** The kernel versions of a run of several; the first of them is `source` too. */
  readonly targets?: readonly KernelTarget[] | undefined;
  /** Whether each patch of the series is built and run by itself, on top of those before it. */
  readonly eachCommit?: boolean;
  /** Collections of the kernel's own selftests that are run too. */
  readonly kselftests?: readonly string[];
  /** Which of the kernel's unit tests are run too: a part of their suites' names, with * and ?. */
  readonly kunit?: string;
  /** What a reader must know about how the series was taken in. */
  readonly notes?: readonly string[];
  /** What a review of the series says, if it was taken from one. */
  readonly review?: readonly ReviewRemark[];
  /** Symbols of what the patch touches that nothing else switches on. */
  readonly symbols?: Readonly<Record<string, "y" | "m">>;
  /** The devices whose drivers the kernels have, if those of the machines are not all. */
  readonly kernelDevices?: readonly DeviceDefinition[];
  readonly qemu: string;
  /** The folder that holds runs; a run makes its own in it. */
  readonly out: string;
  /** The folders with the specs, and single files. */
  readonly specs: readonly string[];
  /** Set if the patch chooses its machines: the specs for a patch to anything but the driver under test. */
  readonly choose?: { readonly specs: readonly string[]; readonly labDriver?: LabDriver };
  /** The choice, once it is made. */
  readonly choice?: Choice;
  /** Processes that a build may use, and machines that may run at once. */
  readonly jobs: number;
  /** How often each cell is run, boot and all. */
  readonly repeat: number;
  /** Whether what fails on patched, or could not be run, is run again by itself. */
  readonly repeatFailures: boolean;
  /** Whether what base passed in an earlier run with the same kernel, machine and specs counts as passed. */
  readonly reuse: boolean;
  /** Failures that are known. */
  readonly known: readonly KnownFailure[];
  /** The static checks, if they are asked for. */
  readonly static?: {
    /** These alone; all unless told. */
    readonly only?: readonly string[] | undefined;
    /** The arguments after `check` that name kernel and series, for each of `lines`, or for the one kernel. */
    readonly reproduce: readonly (readonly string[])[];
  };
  /** True if nothing else is. */
  readonly staticAlone?: boolean;
  /** The arguments after `npm run lab --` that make kernels and series what they are. */
  readonly reproduce: readonly string[];
  /** The whole command line, for the record. */
  readonly command: string;
}

/** What `--grep` selects. */
export const grepPattern = compilePattern;

// SPDX-License-Identifier: GPL-2.0-only
import type { DeviceDefinition } from "../../lab/device/index.ts";
import type { Flavour } from "../../lab/flavour.ts";
import type { Side } from "../record/model.ts";
import type { KernelSource, Series } from "../series/types.ts";

export interface KernelRequest {
  readonly source: KernelSource;
  /** undefined: the base kernel. */
  readonly series: Series | undefined;
  readonly flavour: Flavour;
  /** What of `series` base has too: where it is counted what runs, that is not the series under test. */
  readonly base?: Series | undefined;
  /** The series whose files the flavour `kcsan` watches, on both sides alike; `series` unless told. */
  readonly watched?: Series | undefined;
  readonly side: Side;
  /** The devices whose drivers it must have; those that the lab's kernels have anyway make no other kernel of it. */
  readonly devices?: readonly DeviceDefinition[];
  /** What else is switched on, as far as its side has it: what the series touches and no device needs. */
  readonly symbols?: Readonly<Record<string, "y" | "m">>;
  /** Files with Kconfig symbols that a configuration asks for. */
  readonly fragments?: readonly string[];
  /** Whether it has the kernel's unit tests in it. */
  readonly kunit?: boolean;
  /** Which of a run's kernel versions, in a run of several. */
  readonly version?: string | undefined;
  /** Set if `series` is the first patches of the series under test: how many. */
  readonly commit?: number | undefined;
}

/** What people call the kernel of a request: its side, or which commit it is, and how it is instrumented. */
export function sideText({ side, commit, flavour }: Pick<KernelRequest, "side" | "commit" | "flavour">): string {
  const name = commit === undefined ? side : `commit ${commit}`;
  return flavour === "plain" ? name : `${name} ${flavour}`;
}

/** A built artifact in the cache. All paths are absolute and never change once they exist. */
export interface Kernel {
  readonly side: Side;
  readonly version?: string | undefined;
  readonly commit?: number | undefined;
  /** `uname -r` of it. */
  readonly release: string;
  readonly hash: string;
  readonly flavour: Flavour;
  /** For people: `linux-source-6.12 6.12.117-1~deb12u1`. */
  readonly source: string;
  readonly bzImage: string;
  readonly config: string;
  /** Holds `lib/modules/RELEASE/…` with `modules.dep`. */
  readonly modules: string;
  /** What gcov's counts are read with (coverage.ts), if it counts anything in this kernel. */
  readonly coverage?: string;
  readonly cached: boolean;
}

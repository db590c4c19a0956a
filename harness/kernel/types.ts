// SPDX-License-Identifier: GPL-2.0-only
import type { Flavour } from "../../lab/flavour.ts";
import type { Emit, Side } from "../record/model.ts";

/** Where kernel source comes from. */
export type KernelSource =
  | { readonly kind: "distribution"; /** `6.12` */ readonly version: string }
  | { readonly kind: "tree"; readonly path: string }
  | { readonly kind: "tarball"; /** A path or an http(s) URL. */ readonly location: string; readonly sha256: string };

/** How far a patch may be from what it was made for; nothing of it unless somebody asks. */
export interface Leniency {
  /** Merge three-way, with these object folders of git repositories to find the files that the patch was made from. */
  readonly threeWay?: readonly string[];
  /** Lines of context that may differ. */
  readonly fuzz?: number;
}

/** An ordered set of patches: `*.patch` files of one folder, by name. */
export interface Series {
  readonly name: string;
  readonly path: string;
  readonly patches: readonly { readonly file: string; readonly subject: string }[];
  readonly leniency?: Leniency;
  /** Folders whose config fragments count too: those of a series that comes before. */
  readonly beside?: readonly string[];
  /** It is the first patches of a longer one: what is beside them may ask for symbols that later ones bring. */
  readonly partial?: true;
}

export interface KernelRequest {
  readonly source: KernelSource;
  /** undefined: the base kernel. */
  readonly series: Series | undefined;
  readonly flavour: Flavour;
  /** The series whose files the flavour `kcsan` watches, on both sides alike; `series` unless told. */
  readonly watched?: Series | undefined;
  readonly side: Side;
  /** Whether it has the kernel's unit tests in it. */
  readonly kunit?: boolean;
  /** Which of a run's kernel versions, in a run of several. */
  readonly line?: string | undefined;
  /** Set if `series` is the first patches of the series under test: how many. */
  readonly commit?: number | undefined;
}

/** What people call the kernel of a request: its side, or which commit it is. */
export function nameOfSide({ side, commit }: Pick<KernelRequest, "side" | "commit">): string {
  return commit === undefined ? side : `commit ${commit}`;
}

/** A built artifact in the cache. All paths are absolute and never change once they exist. */
export interface Kernel {
  readonly side: Side;
  readonly line?: string | undefined;
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

/** What every stage is handed. */
export interface Context {
  readonly cache: string;
  readonly emit: Emit;
  readonly jobs: number;
  readonly signal?: AbortSignal;
}

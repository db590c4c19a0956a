// SPDX-License-Identifier: GPL-2.0-only

/** Where kernel source comes from. */
export type KernelSource =
  | { readonly kind: "distribution"; /** `6.12` */ readonly version: string }
  | { readonly kind: "tree"; readonly path: string }
  | { readonly kind: "tarball"; /** A path or an http(s) URL. */ readonly location: string; readonly sha256: string };

/** How far a patch may be from what it was made for; nothing of it unless somebody asks. */
export interface ApplyOptions {
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
  readonly applyOptions?: ApplyOptions;
  /** Folders whose config fragments count too: those of a series that comes before. */
  readonly beside?: readonly string[];
  /** It is the first patches of a longer one: what is beside them may ask for symbols that later ones bring. */
  readonly partial?: true;
}

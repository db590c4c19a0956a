// SPDX-License-Identifier: GPL-2.0-only
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { flavourFacts, type Flavour } from "../../lab/flavour.ts";
import { root } from "../host/paths.ts";
import { atLeast } from "../host/version.ts";
import { seriesFragments } from "../series/read.ts";
import { parseFragment, type Fragment } from "./kconfig/fragment.ts";
import type { KernelRequest } from "./types.ts";

/** A fragment and the text that it was read from. */
export interface FragmentFile extends Fragment {
  readonly text: string;
}

/** The flavour whose configuration and workspace a flavour has. */
export function configuredAs(flavour: Flavour): Flavour {
  return flavourFacts[flavour].builtAs ?? flavour;
}

/** Fragments of a folder by name; none of a folder that is not there. */
async function fragmentsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith(".config"))
    .sort()
    .map((name) => path.join(folder, name));
}

/** Those in `since-7.0`: for kernels from that version on. A kernel of no known version has none of them. */
async function fragmentsSince(folder: string, version: string | undefined): Promise<string[]> {
  if (version === undefined) return [];
  const folders = (await readdir(folder)).filter((name) => /^since-\d+\.\d+$/.test(name));
  const fitting = folders.filter((name) => atLeast(version, name.slice("since-".length)));
  return (await Promise.all(fitting.sort().map((name) => fragmentsIn(path.join(folder, name))))).flat();
}

/**
 * What a kernel is configured from, in the order in which one may change what another asks for: the lab's own, those of
 * its version, its flavour's, those of a configuration, and on the patched side those beside the series' patches.
 */
export async function fragmentsFor(request: KernelRequest, version: string | undefined): Promise<FragmentFile[]> {
  const own = path.join(root, "guest-kernel/config");
  const files = [
    ...(await fragmentsIn(own)),
    ...(await fragmentsSince(own, version)),
    ...(request.kunit === true ? await fragmentsIn(path.join(own, "kunit")) : []),
    ...(await fragmentsIn(path.join(own, configuredAs(request.flavour)))),
    ...(request.fragments ?? []),
    ...(request.series === undefined ? [] : await seriesFragments(request.series)),
  ];
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, "utf8");
      const inside = path.relative(root, file);
      return { ...parseFragment(inside.startsWith("..") ? file : inside, text), text };
    }),
  );
}

// SPDX-License-Identifier: GPL-2.0-only
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../paths.ts";
import { seriesFragments } from "./series.ts";
import { parseFragment, type Fragment } from "./kconfig/fragment.ts";
import type { KernelRequest } from "./types.ts";

/** A fragment and the text that it was read from. */
export interface FragmentFile extends Fragment {
  readonly text: string;
}

/** Fragments of a folder by name; none of a folder that is not there. */
async function fragmentsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith(".config"))
    .sort()
    .map((name) => path.join(folder, name));
}

/**
 * What a kernel is configured from, in the order in which one may change what another asks for: the lab's own, its
 * flavour's, and on the patched side those beside the series' patches.
 */
export async function fragmentsFor(request: KernelRequest): Promise<FragmentFile[]> {
  const own = path.join(root, "guest-kernel/config");
  const files = [
    ...(await fragmentsIn(own)),
    ...(await fragmentsIn(path.join(own, request.flavour))),
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

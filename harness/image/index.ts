// SPDX-License-Identifier: GPL-2.0-only
// What the kernel unpacks at its start: the image (programs and init, by content), the modules of a kernel (by its
// hash) and a run's keys (made anew), joined into one file.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Kernel } from "../kernel/types.ts";
import type { Context } from "../host/context.ts";
import { root } from "../host/paths.ts";
import { artifact, hashInputs, type Artifact } from "../host/artifact.ts";
import { collect, type Collected } from "./collect.ts";
import { cpio, padding, withParents, type Entry } from "./cpio.ts";
import { parseManifest } from "./manifest.ts";
import { changedEntries, moduleEntries } from "./modules.ts";
import { compileTool, toolInputs } from "../host/tools.ts";

export type { Artifact } from "../host/artifact.ts";
export { makeKeys, type RunKeys } from "./keys.ts";

const manifestFile = "images/manifest";

async function compiled(collected: Collected, checkout: string, signal?: AbortSignal): Promise<Entry[]> {
  const scratch = await mkdtemp(path.join(tmpdir(), "msixlab-tools-"));
  try {
    const entries: Entry[] = [];
    for (const tool of collected.tools) {
      const out = path.join(scratch, path.basename(tool.path));
      await compileTool(path.resolve(checkout, tool.source), out, signal);
      entries.push({ kind: "file", path: tool.path, mode: 0o755, content: await readFile(out) });
    }
    return entries;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * The initramfs without modules and keys: programs of the host, init and the guest tool. Not compressed: under
 * emulation unpacking costs more than loading. `more` are programs of one's own, and the folders of their C files.
 * @throws {LabError} with the package to install, if the host lacks a program.
 */
export async function buildImage(
  context: Context,
  more: Readonly<Record<string, string>> = {},
  checkout: string = root,
): Promise<Artifact> {
  const listed = parseManifest(await readFile(path.join(checkout, manifestFile), "utf8"), manifestFile);
  const manifest = [
    ...listed,
    ...Object.entries(more).map(([name, source]) => ({ kind: "tool", path: `usr/bin/${name}`, source }) as const),
  ];
  const collected = await collect(manifest, checkout);
  const withoutTools = cpio(withParents(collected.entries));
  const inputs = collected.tools.map((tool) => toolInputs(path.resolve(checkout, tool.source)));
  const hash = hashInputs([{ name: "archive", content: withoutTools }, ...(await Promise.all(inputs)).flat()]);
  const wanted = { stage: "image", subject: "guest image", file: `image/${hash}/initramfs.cpio` };
  return await artifact(wanted, context, async (temporary) => {
    const tools = await compiled(collected, checkout, context.signal);
    await writeFile(temporary, cpio(withParents([...collected.entries, ...tools])));
  });
}

/** The archive of a kernel's `lib/modules`. */
export async function modulesArchive(kernel: Kernel, context: Context): Promise<string> {
  const wanted = { stage: "modules", subject: kernel.release, file: `image/modules-${kernel.hash}/modules.cpio` };
  const made = await artifact(wanted, context, async (temporary) => {
    await writeFile(temporary, cpio(withParents(await moduleEntries(kernel))));
  });
  return made.path;
}

/** Writes the archive of a folder with some modules to `out`: behind a kernel's own it replaces those. */
export async function changedModulesArchive(folder: string, out: string): Promise<string> {
  await writeFile(out, cpio(withParents(await changedEntries(folder))));
  return out;
}

/** Writes `parts` behind each other to `out`, each from a boundary of four bytes on, where the kernel looks for one. */
export async function joinInitrd(parts: readonly string[], out: string): Promise<string> {
  const contents = await Promise.all(parts.map((part) => readFile(part)));
  // It holds the run's host key.
  await writeFile(out, Buffer.concat(contents.flatMap((content) => [content, padding(content.length)])), {
    mode: 0o600,
  });
  return out;
}

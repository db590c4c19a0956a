// SPDX-License-Identifier: GPL-2.0-only
// From the lines of a manifest to the entries of an archive.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../host/errors.ts";
import { run } from "../host/exec.ts";
import type { Entry } from "./cpio.ts";
import { readLibraries } from "./libraries.ts";
import type { ManifestEntry } from "./manifest.ts";

/** The compiled guest tool is put in last: its bytes are known only after the cache was asked. */
export interface Collected {
  readonly entries: readonly Entry[];
  readonly tools: readonly (ManifestEntry & { readonly kind: "tool" })[];
}

async function hostFile(source: string, packageName?: string): Promise<Buffer> {
  return await readFile(source).catch((cause: unknown) => {
    const hint = packageName === undefined ? undefined : `apt-get install ${packageName}`;
    throw new LabError(`the guest image needs ${source}, which is not there`, {
      ...(hint === undefined ? {} : { hint }),
      cause,
    });
  });
}

async function program(line: ManifestEntry & { kind: "program" }): Promise<Entry[]> {
  const content = await hostFile(line.source, line.package);
  const libraries = await readLibraries(line.source, content);
  return [
    { kind: "file", path: line.path, mode: line.mode, content },
    ...(await Promise.all(
      libraries.map(async (library): Promise<Entry> => ({
        kind: "file",
        path: library.slice(1),
        mode: 0o755,
        content: await hostFile(library),
      })),
    )),
  ];
}

async function applets(line: ManifestEntry & { kind: "applets" }): Promise<Entry[]> {
  const { stdout } = await run(line.source, ["--list-full"]);
  const names = stdout.split("\n").filter((name) => name !== "" && name !== line.path);
  return names.map((name): Entry => ({ kind: "link", path: name, target: `/${line.path}` }));
}

async function collectEntries(line: ManifestEntry, checkout: string): Promise<Entry[]> {
  switch (line.kind) {
    case "dir":
      return [{ kind: "directory", path: line.path, mode: line.mode }];
    case "node":
      return [{ kind: "device", path: line.path, mode: line.mode, major: line.major, minor: line.minor }];
    case "link":
      return [line];
    case "file":
      return [{ ...line, content: await hostFile(path.join(checkout, line.source)) }];
    case "program":
      return await program(line);
    case "applets":
      return await applets(line);
    case "tool":
      return [];
  }
}

/**
 * Reads everything that a manifest names from the host and the checkout.
 * @throws {LabError} with the package to install, if a file of the host is missing.
 */
export async function collect(manifest: readonly ManifestEntry[], checkout: string): Promise<Collected> {
  const entries = await Promise.all(manifest.map((line) => collectEntries(line, checkout)));
  return { entries: entries.flat(), tools: manifest.filter((line) => line.kind === "tool") };
}

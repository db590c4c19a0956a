// SPDX-License-Identifier: GPL-2.0-only
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { DeviceDefinition } from "../../lab/device/index.ts";
import { driverFragment } from "../../lab/device/kconfig.ts";
import { flavourFacts, type Flavour } from "../../lab/flavour.ts";
import { root } from "../host/paths.ts";
import { atLeast } from "../host/version.ts";
import { seriesFragments } from "../series/read.ts";
import { mergeFragments, parseFragment, type Fragment } from "./kconfig/fragment.ts";
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

/** Each device's driver, as far as the lab's own fragments do not ask for it: kernels without the device stay the same. */
export function deviceFragments(devices: readonly DeviceDefinition[], own: readonly Fragment[]): FragmentFile[] {
  const asked = new Map(mergeFragments(own).map(({ symbol, value }) => [symbol, value]));
  return devices.flatMap((device) => {
    const text = driverFragment(device, asked);
    return text === "" ? [] : [{ ...parseFragment(`device ${device.model}`, text), text }];
  });
}

/** One for each symbol: a side that does not know one goes without it. */
function symbolFragments(symbols: KernelRequest["symbols"] = {}): FragmentFile[] {
  return Object.entries(symbols).map(([symbol, value]) => {
    const text = `# requires: CONFIG_${symbol}\nCONFIG_${symbol}=${value}\n`;
    return { ...parseFragment("what the series touches", text), text };
  });
}

async function read(file: string): Promise<FragmentFile> {
  const text = await readFile(file, "utf8");
  const inside = path.relative(root, file);
  return { ...parseFragment(inside.startsWith("..") ? file : inside, text), text };
}

/**
 * What a kernel is configured from, in the order in which one may change what another asks for: the lab's own, those of
 * its version, its flavour's, those of the devices, of what the series touches, of a configuration, and on the patched side those beside the series'
 * patches.
 */
export async function fragmentsFor(request: KernelRequest, version: string | undefined): Promise<FragmentFile[]> {
  const folder = path.join(root, "guest-kernel/config");
  const files = [
    ...(await fragmentsIn(folder)),
    ...(await fragmentsSince(folder, version)),
    ...(request.kunit === true ? await fragmentsIn(path.join(folder, "kunit")) : []),
    ...(await fragmentsIn(path.join(folder, configuredAs(request.flavour)))),
  ];
  const own = await Promise.all(files.map(read));
  const others = [
    ...(request.fragments ?? []),
    ...(request.series === undefined ? [] : await seriesFragments(request.series)),
  ];
  return [
    ...own,
    ...deviceFragments(request.devices ?? [], own),
    ...symbolFragments(request.symbols),
    ...(await Promise.all(others.map(read))),
  ];
}

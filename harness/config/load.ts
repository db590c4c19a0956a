// SPDX-License-Identifier: GPL-2.0-only
// The configuration file: found, read, checked. A mistake in it is told with file, place in it and reason.
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { defineDevice } from "../../lab/device/definition.ts";
import { devices } from "../../lab/device/index.ts";
import { errorMessage, UsageError } from "../host/errors.ts";
import type { LabConfig } from "./define.ts";
import { LabConfigSchema } from "./schema.ts";

const names = ["ts", "mts", "js", "mjs", "json"].map((ending) => `msixlab.config.${ending}`);

/** A configuration, its paths made absolute. */
export interface LoadedConfig {
  readonly file: string;
  readonly config: LabConfig;
}

/** The configuration file of the folder in which a command was typed, or of the nearest one above it. */
export function findConfig(folder: string): string | undefined {
  const found = names.map((name) => path.join(folder, name)).filter((file) => existsSync(file));
  if (found.length > 1) {
    const [first = "", second = ""] = found.map((file) => path.basename(file));
    throw new UsageError(`${folder} has both ${first} and ${second}.`, { hint: "choose one with --config FILE" });
  }
  const above = path.dirname(folder);
  return found[0] ?? (above === folder ? undefined : findConfig(above));
}

/** Reads a configuration file. @throws {UsageError} saying file, place and reason. */
export async function loadConfig(file: string): Promise<LoadedConfig> {
  if (!existsSync(file)) throw new UsageError(`--config ${file}: there is no such file.`);
  const said = file.endsWith(".json") ? await readJson(file) : await readModule(file);
  const parsed = LabConfigSchema.safeParse(said);
  if (!parsed.success) throw new UsageError(`${file}: ${reasons(parsed.error)}`);
  const config = withPaths(parsed.data, path.dirname(file));
  checkMatrix(file, config);
  await checkPaths(file, config);
  return { file, config };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${errorMessage(error)}`);
  }
}

async function readModule(file: string): Promise<unknown> {
  const loaded = await import(pathToFileURL(file).href).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be loaded: ${errorMessage(error)}`, { cause: error });
  });
  const { default: config } = loaded as { default?: unknown };
  if (config !== undefined) return config;
  throw new UsageError(`${file} has no default export.`, { hint: "export default defineLab({ … })" });
}

/** `devices.nic.vectors: expected number`, each mistake on a line of its own. */
function reasons({ issues }: z.ZodError): string {
  const told = issues.map(({ path: place, message }) =>
    [place.map(String).join("."), message].filter(Boolean).join(": "),
  );
  return told.join("\n");
}

/** A kernel is named by version or word unless it looks like a path. */
function kernelPath(word: string, folder: string): string {
  return /^\.{0,2}\//.test(word) ? path.resolve(folder, word) : word;
}

const asList = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

function withPaths(config: LabConfig, folder: string): LabConfig {
  const { kernel, patch, basePatch, outOfTree, qemu, tools, series, specs, knownFailures } = config;
  const at = (name: string): string => path.resolve(folder, name);
  // FOLDER:COMMITS begins with a path, too.
  const some = Object.entries({ patch, basePatch, outOfTree, series, knownFailures });
  const placed = some.flatMap(([key, value]) => (value === undefined ? [] : [[key, at(value)] as const]));
  return {
    ...config,
    ...(kernel === undefined ? {} : { kernel: asList(kernel).map((word) => kernelPath(word, folder)) }),
    ...Object.fromEntries(placed),
    ...(specs === undefined ? {} : { specs: asList(specs).map(at) }),
    ...(qemu === undefined ? {} : { qemu: kernelPath(qemu, folder) }),
    config: asList(config.config).map(at),
    tools: Object.fromEntries(Object.entries(tools ?? {}).map(([name, from]) => [name, at(from)])),
  };
}

/** Devices are what they say, and machines have devices that there are. */
function checkMatrix(file: string, { devices: own = {}, machines = {} }: LabConfig): void {
  for (const [name, device] of Object.entries(own)) {
    const place = `${file}: devices.${name}`;
    if (device.model !== name) throw new UsageError(`${place}: its model is called ${device.model}.`);
    if (Object.hasOwn(devices, name)) throw new UsageError(`${place}: the lab has a device of that name.`);
    try {
      defineDevice(device);
    } catch (error) {
      throw new UsageError(`${place}: ${errorMessage(error)}`);
    }
  }
  for (const [profile, list] of Object.entries(machines))
    for (const [index, { device }] of list.entries())
      if (!Object.hasOwn(own, device) && !Object.hasOwn(devices, device))
        throw new UsageError(`${file}: machines.${profile}.${index}.device: there is no device ${device}.`, {
          hint: `There are ${[...Object.keys(own), ...Object.keys(devices)].join(", ")}.`,
        });
}

/** What is named must be there: the message is clearer here than where it is used. */
async function checkPaths(
  file: string,
  { config, tools = {}, specs, series, knownFailures }: LabConfig,
): Promise<void> {
  const isThere = async (key: string, name: string, kind: "file" | "folder"): Promise<void> => {
    const found = await stat(name).catch(() => undefined);
    const fits = kind === "folder" ? found?.isDirectory() : found?.isFile();
    if (fits !== true) throw new UsageError(`${file}: ${key}: there is no ${kind} ${name}.`);
  };
  for (const name of asList(config)) await isThere("config", name, "file");
  for (const [tool, folder] of Object.entries(tools)) await isThere(`tools.${tool}`, folder, "folder");
  for (const name of asList(specs)) await isThere("specs", name, name.endsWith(".spec.ts") ? "file" : "folder");
  if (knownFailures !== undefined) await isThere("knownFailures", knownFailures, "file");
  if (series !== undefined && !existsSync(series)) throw new UsageError(`${file}: series: there is no ${series}.`);
}

// SPDX-License-Identifier: GPL-2.0-only
// The configuration file and what is typed, as one: what is typed goes before what the file says.
import path from "node:path";
import { ownMatrix, type Configuration, type Matrix, type Profile } from "../../lab/matrix.ts";
import type { LabConfig } from "../config/define.ts";
import { findConfig, loadConfig } from "../config/load.ts";
import { root } from "../host/paths.ts";
import type { LabSettings, RunOptions } from "../run/options.ts";
import type { RawOptions } from "./raw-options.ts";

export interface Configured {
  /** The folder of the configuration: results go into it. */
  readonly folder: string;
  readonly raw: RawOptions;
  readonly settings: LabSettings;
  readonly matrix: Matrix;
  /** Set if the patch chooses its machines: the specs that there are for any driver. */
  readonly choose?: RunOptions["choose"];
  /** The options that name the same configuration again. */
  readonly reproduce: readonly string[];
}

/** The lab's own, which stands in for one that nobody wrote. */
const own = path.join(root, "msixlab.config.ts");

/** The folder of the configuration for the folder in which the command was typed. */
export const configFolder = (): string => path.dirname(findConfig(process.cwd()) ?? own);

/** Finds the configuration of the folder in which the command was typed, and puts it under what was typed. */
export async function configured(typed: RawOptions): Promise<Configured> {
  const named = typed.config === undefined ? findConfig(process.cwd()) : path.resolve(typed.config);
  const { file, config } = await loadConfig(named ?? own);
  const { kernel, sha256, specs, knownFailures, qemu, basePatch } = config;
  const said = Object.entries({ kernel, sha256, specs, knownFailures, qemu, basePatch });
  return {
    folder: path.dirname(file),
    raw: { ...present(said), ...subject(typed, config), ...typed },
    settings: {
      fragments: (config.config as readonly string[] | undefined) ?? [],
      tools: config.tools ?? {},
      parameters: config.parameters ?? [],
      userland: config.userland ?? [],
      ...(config.driver === undefined ? {} : { driver: config.driver }),
    },
    matrix: readMatrix(config),
    ...(choosesByPatch(typed, config, file) ? { choose: await ownChoice(typed, config, file) } : {}),
    reproduce: file === own ? [] : ["--config", file],
  };
}

/** Whether the patch says which machines it is tested on: nobody else does, and the lab's own machines are for the lab's own driver. */
function choosesByPatch(typed: RawOptions, { machines, ...config }: LabConfig, file: string): boolean {
  if (typed.bare === true) return false;
  const isTyped = isSubject(typed) || typed.bad !== undefined;
  return machines === undefined && (isTyped || (file !== own && isSubject(config)));
}

const isSubject = ({ series, patch, outOfTree }: Pick<LabConfig, "series" | "patch" | "outOfTree">): boolean =>
  [series, patch, outOfTree].some((one) => one !== undefined);

/** The lab's own configuration names the specs of its own driver; for another there are all of them. */
async function ownChoice(typed: RawOptions, { specs }: LabConfig, file: string): Promise<RunOptions["choose"]> {
  const theirs = file === own ? undefined : (specs as readonly string[] | undefined);
  const { series, driver } = (await loadConfig(own)).config;
  return {
    specs: (typed.specs ?? theirs ?? [path.join(root, "specs")]).map((place) => path.resolve(place)),
    ...(theirs !== undefined || series === undefined || driver === undefined ? {} : { labDriver: { series, driver } }),
  };
}

/** The devices of both, and the machines of one. */
function readMatrix({ devices: own = {}, machines }: LabConfig): Matrix {
  const devices = { ...ownMatrix.devices, ...own };
  if (machines === undefined) return { ...ownMatrix, devices };
  const listed = (profile: Profile): readonly Configuration[] =>
    (machines[profile] ?? []).map((one) => ({ flavour: "plain", ...one }));
  return { devices, machines: { quick: listed("quick"), default: listed("default"), full: listed("full") } };
}

/** What is tested: as it was typed, or else as the file says. With neither the kernel is tested as it is. */
function subject(typed: RawOptions, { series, patch, outOfTree }: LabConfig): RawOptions {
  if (isSubject(typed) || typed.bare === true) return {};
  return present(Object.entries({ series, patch, outOfTree }));
}

const present = (entries: readonly (readonly [string, unknown])[]): RawOptions =>
  Object.fromEntries(entries.filter(([, value]) => value !== undefined));

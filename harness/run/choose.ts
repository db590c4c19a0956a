// SPDX-License-Identifier: GPL-2.0-only
// From what a patch touches to the machines that run it: modules to the devices that they drive; code that many drivers go
// through to the machines that the lab's table has for it. Pure.
import { driverMachines, type DeviceRank, type Machines, type SomeMachines } from "../../lab/chosen.ts";
import type { Core } from "../../lab/cores.ts";
import { referenceModel, type DeviceDefinition } from "../../lab/device/index.ts";
import { driverSymbols } from "../../lab/device/kconfig.ts";
import { configurationName, profiles, type Configuration, type Profile } from "../../lab/matrix.ts";
import { compileGlob } from "../host/glob.ts";
import type { Part, PossibleOwner } from "../static/unconfigured.ts";

/** Why a file is tested where it is. */
export interface FileChoice extends PossibleOwner {
  /** The devices of the modules that it is part of. */
  readonly devices: readonly string[];
  /** It is code that many drivers go through: why these machines. */
  readonly core?: string;
  /** Nothing is tested for it: why not. */
  readonly untested?: string;
  /** It is not compiled: why not. */
  readonly off?: string;
}

/** The machines of a patch, and how they came to be chosen. */
export interface Choice {
  readonly files: readonly FileChoice[];
  readonly machines: Machines;
  /** Whether the lab's own driver is put on both sides. */
  readonly labDriver: boolean;
  /** Nothing of the patch can run on any machine: why. */
  readonly untested?: string;
}

type Devices = Readonly<Record<string, DeviceDefinition>>;

/** A module that drives more devices than this is no driver but what many drivers share. */
const mostDevices = 3;
/** So many devices of a driver are in the default profile; the others are in the full one. */
const usualDevices = 2;

/** What no kernel is made of. */
const isSilent = (file: string): boolean =>
  /^(?:Documentation|LICENSES|samples|scripts|tools)\/|^(?:MAINTAINERS|CREDITS|COPYING|README)$|\.(?:rst|txt|md|yaml)$/.test(
    file,
  );

/** What decides what is compiled, and is not compiled. */
const decides = (file: string): boolean => /(?:^|\/)(?:Kconfig|Makefile|Kbuild)[^/]*$/.test(file);

const spelled = (module: string): string => module.replaceAll("-", "_");

/** The modules that a machine with a device has in use. */
function listModules({ driver, virtual }: DeviceDefinition): readonly string[] {
  const own = driver === undefined ? [] : [driver.module, ...(driver.modules ?? [])];
  return [...own.map(spelled), ...(virtual ? listModules(virtual.physical) : [])];
}

/** Whether a machine has more than the one device: what is odd there is not the driver. */
const isCrowded = ({ siblings = [], others = [] }: DeviceDefinition): boolean => siblings.length + others.length > 0;

/** The devices that a module drives; those that another makes, and those in company, come last. */
function drivenBy(parts: readonly Part[], devices: Devices): readonly DeviceDefinition[] {
  const modules = new Set(parts.map(({ module }) => spelled(module)));
  const plain = (device: DeviceDefinition): number => (isCrowded(device) ? 2 : device.virtual === undefined ? 0 : 1);
  return Object.values(devices)
    .filter((device) => listModules(device).some((module) => modules.has(module)))
    .toSorted((one, other) => plain(one) - plain(other));
}

/** The devices that a driver says it binds which the lab does not know: a new one, or one from outside the tree. */
function boundBy({ ids = [] }: PossibleOwner, devices: Devices): readonly DeviceDefinition[] {
  const isBound = ({ vendor, device, virtual }: DeviceDefinition): boolean =>
    virtual === undefined && ids.some((id) => id.vendor === vendor && id.device === device);
  return Object.values(devices).filter((device) => !isCrowded(device) && isBound(device));
}

/** What a symbol selects by itself: libraries that its driver needs. */
export type Selects = (symbol: string) => readonly string[];

/** The devices whose drivers need what a part's symbol switches on, by their own configuration or as a library. */
function configuredWith(parts: readonly Part[], devices: Devices, selects: Selects): readonly DeviceDefinition[] {
  const symbols = new Set(parts.flatMap((part) => part.symbols));
  const named = namedBy(symbols, devices);
  if (named.length > 0) return named;
  const all = new Set(Object.values(devices).flatMap((device) => Object.keys(driverSymbols(device))));
  const selecting = [...all].filter((symbol) => selectedBy(symbol, selects).some((one) => symbols.has(one)));
  return namedBy(new Set(selecting), devices);
}

function selectedBy(symbol: string, selects: Selects): readonly string[] {
  const found = new Set(selects(symbol));
  for (const one of found) for (const further of selects(one)) found.add(further);
  return [...found];
}

function namedBy(symbols: ReadonlySet<string>, devices: Devices): readonly DeviceDefinition[] {
  return Object.values(devices).filter((device) => Object.keys(driverSymbols(device)).some((one) => symbols.has(one)));
}

function rankDevice(device: DeviceDefinition, at: number): DeviceRank {
  if (at === 0) return "first";
  return at < usualDevices && !isCrowded(device) ? "next" : "other";
}

/** What machines are chosen from. */
interface Catalogue {
  readonly devices: Devices;
  readonly cores: readonly Core[];
  /** Not looked at, unless told. */
  readonly selects?: Selects;
}

interface FileMachines {
  readonly choice: FileChoice;
  readonly machines: SomeMachines;
  readonly labDriver: boolean;
}

function chooseForFile(owner: PossibleOwner, { devices, cores, selects = () => [] }: Catalogue): FileMachines {
  const { file, parts } = owner;
  const driven = drivenBy(parts, devices);
  const core = cores.find(({ paths }) => paths.some((glob) => compileGlob(glob)(file)));
  const onDevices = (some: readonly DeviceDefinition[]): FileMachines => ({
    choice: { ...owner, devices: some.map(({ model }) => model) },
    machines: joinMachines(some.map((device, at) => driverMachines(device, rankDevice(device, at)))),
    labDriver: core?.labDriver === true,
  });
  if (driven.length > 0 && (core === undefined || driven.length <= mostDevices)) return onDevices(driven);
  if (core !== undefined)
    return {
      choice: { ...owner, devices: [], core: core.reason },
      machines: core.machines,
      labDriver: core.labDriver === true,
    };
  const bound = boundBy(owner, devices);
  if (bound.length > 0) return onDevices(bound);
  const needing = configuredWith(parts, devices, selects);
  if (needing.length > 0) return onDevices(needing);
  if (/^arch\/(?!x86\/)/.test(file))
    return { choice: { file, parts: [], devices: [], untested: "it is for another architecture" }, machines: {}, labDriver: false }; // prettier-ignore
  const names = [...new Set(parts.map(({ module }) => module))].join(", ");
  const untested = names === "" ? "no Makefile compiles it" : `no device of the lab is driven by ${names}`;
  return { choice: { ...owner, devices: [], untested }, machines: {}, labDriver: false };
}

/** Chooses the machines of a patch. */
export function chooseMachines(owners: readonly PossibleOwner[], catalogue: Catalogue): Choice {
  const code = owners.filter(({ file }) => !isSilent(file) && !decides(file));
  const found = code.map((owner) => chooseForFile(owner, catalogue));
  const files = found.map(({ choice }) => choice);
  const machines = joinMachines(found.map((one) => one.machines));
  const labDriver = found.some((one) => one.labDriver);
  if (profiles.some((profile) => machines[profile].length > 0)) return { files, machines, labDriver };
  const reasons = files.map(({ file, untested = "" }) => `${file}: ${untested}`);
  return {
    files,
    machines: anyMachine,
    labDriver: false,
    ...(reasons.length === 0 ? {} : { untested: reasons.join("; ") }),
  };
}

/** For what nothing can be said of, or nothing needs to be: that the kernel still comes up. */
const anyMachine: Machines = {
  quick: [{ device: referenceModel, iommu: "off", flavour: "plain" }],
  default: [],
  full: [],
};

/** Machines of several files as one list, each in the least profile that has it. */
function joinMachines(some: readonly SomeMachines[]): Machines {
  const known = new Set<string>();
  const held = (profile: Profile): readonly Configuration[] =>
    some
      .flatMap((machines) => machines[profile] ?? [])
      .filter((one) => {
        const name = configurationName(one);
        return !known.has(name) && known.add(name);
      });
  return { quick: held("quick"), default: held("default"), full: held("full") };
}

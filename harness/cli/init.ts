// SPDX-License-Identifier: GPL-2.0-only
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline/promises";
import type { Command } from "@commander-js/extra-typings";
import { devices } from "../../lab/device/index.ts";
import type { DeviceDefinition } from "../../lab/device/definition.ts";
import { starterFiles, type Starter } from "../config/starter.ts";
import { UsageError } from "../host/errors.ts";
import { labName } from "../host/typed.ts";

interface RawInit {
  readonly driver?: string;
  readonly device?: string;
  readonly outOfTree?: string;
}

const examples = `
Examples:
  ${labName} init                                            asks for the driver
  ${labName} init --driver e1000e                            a driver of the kernel's
  ${labName} init --device rtl8139                           the driver of a device
  ${labName} init --out-of-tree ./src --device edu           a driver outside the kernel's tree`;

/** `init`: writes a lab into this folder. */
export function init(program: Command): void {
  program
    .command("init")
    .description("write a lab for a driver into this folder: a configuration, one spec, a README")
    .option("--driver <name>", "the driver under test, as modprobe knows it")
    .option("--device <model>", "the device that it drives")
    .option("--out-of-tree <folder>", "the Kbuild folder of a driver outside the kernel's tree")
    .addHelpText("after", examples)
    .action(async (raw) => {
      const starter = await starterFor(raw);
      for (const name of await writeStarter(starter, process.cwd())) console.log(`wrote ${name}`);
      console.log(`\nNext: ${labName === "npx msixlab" ? labName : `${labName} run`}`);
    });
}

/** Writes the files of a lab; what is there already stays. @throws {UsageError} if there is a lab. */
export async function writeStarter(starter: Starter, folder: string): Promise<readonly string[]> {
  const files = Object.entries(starterFiles(starter));
  const there = files.map(([name]) => name).filter((name) => existsSync(path.join(folder, name)));
  const taken = there.find((name) => name.startsWith("msixlab.config") || name.startsWith("specs/"));
  if (taken !== undefined) throw new UsageError(`${path.join(folder, taken)} is there already.`);
  const missing = files.filter(([name]) => !there.includes(name));
  for (const [name, text] of missing) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  return missing.map(([name]) => name);
}

/** Driver and device, each found by the other, or asked for. @throws {UsageError} */
export async function starterFor({ driver, device, outOfTree }: RawInit): Promise<Starter> {
  if (outOfTree !== undefined) {
    const own = driver ?? (await moduleIn(outOfTree));
    return { driver: own, device: known(device ?? (await ask(`Which device does ${own} drive?`))), outOfTree };
  }
  if (device !== undefined) return { driver: driver ?? driverFor(known(device)), device: known(device) };
  const wanted = driver ?? (await ask("Which driver do you test?"));
  return { driver: wanted, device: deviceFor(wanted) };
}

const catalogue: Readonly<Record<string, DeviceDefinition>> = devices;

function known(model: string): string {
  if (Object.hasOwn(catalogue, model)) return model;
  throw new UsageError(`--device ${model}: there is no such device.`, {
    hint: `There are ${Object.keys(catalogue).join(", ")}; one of your own is described in the configuration.`,
  });
}

function driverFor(model: string): string {
  const module = catalogue[model]?.driver?.module;
  if (module !== undefined) return module;
  throw new UsageError(`--device ${model}: the kernel has no driver for it.`, { hint: "--driver NAME says which." });
}

function deviceFor(driver: string): string {
  const found = Object.values(catalogue).find((one) => one.driver?.module === driver || one.driver?.name === driver);
  if (found !== undefined) return found.model;
  const drivers = Object.values(catalogue).flatMap((one) => one.driver?.module ?? []);
  throw new UsageError(`--driver ${driver}: no device of the lab is known to be driven by it.`, {
    hint: `--device MODEL says which; known are ${[...new Set(drivers)].join(", ")}.`,
  });
}

/** The module that a Kbuild folder builds. @throws {UsageError} if that cannot be read off. */
async function moduleIn(folder: string): Promise<string> {
  const file = ["Kbuild", "Makefile"].map((name) => path.join(folder, name)).find((name) => existsSync(name));
  const text = file === undefined ? "" : await readFile(file, "utf8");
  const module = /^\s*obj-(?:m|\$\(\w+\))\s*[:+]?=\s*([\w-]+)\.o\b/m.exec(text)?.[1];
  if (module !== undefined) return module;
  throw new UsageError(`--out-of-tree ${folder}: no obj-m line in its Kbuild file or Makefile.`, {
    hint: "--driver NAME says what the module is called.",
  });
}

/** Asks, where there is somebody to answer. @throws {UsageError} where there is not. */
async function ask(question: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new UsageError(question, {
      hint: "--driver, --device and --out-of-tree answer it; init --help has examples.",
    });
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`${question} `)).trim();
  } finally {
    terminal.close();
  }
}

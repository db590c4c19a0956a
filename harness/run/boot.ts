// SPDX-License-Identifier: GPL-2.0-only
// Boots a cell's machine to its first SSH command and keeps that state in a file.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { CellSpec } from "../../lab/matrix.ts";
import { findDevice } from "../../lab/device/index.ts";
import { flavourFacts } from "../../lab/flavour.ts";
import { cpusFor, type MachineSpec } from "../../lab/machine.ts";
import { LabError } from "../host/errors.ts";
import { cellFacts, claimedFacts } from "../guest/cell-facts.ts";
import { blameSplats } from "../guest/complaint.ts";
import { prepareDevice } from "../guest/prepare.ts";
import { EmulatorFault, ready } from "../guest/ready.ts";
import { manStation, type Station } from "../guest/station.ts";
import type { RunKeys } from "../image/index.ts";
import { startMachine } from "../machine/running.ts";
import { saveSnapshot } from "../machine/snapshot.ts";
import { kunitParameters } from "../upstream/kunit.ts";
import { inStage } from "./stage.ts";
import type { Equipment } from "./equipment.ts";

export interface BootedMachine extends Station {
  /** From power-on to the first SSH commands. */
  readonly seconds: number;
}

/** The machine of a cell. */
export function machineOf(cell: CellSpec, equipment: Equipment): MachineSpec {
  const { memoryMiB, parameters } = flavourFacts[cell.flavour];
  const device = findDevice(cell.device);
  return {
    device,
    iommu: cell.iommu,
    ...(cell.variant === undefined ? {} : { variant: cell.variant }),
    cpus: cpusFor(device),
    memoryMiB,
    parameters: [...parameters, ...kunitParameters(equipment.kunit), ...equipment.parameters],
    accelerator: equipment.accelerator.name,
    tscKHz: equipment.tscKHz,
    kernel: { image: equipment.kernel.bzImage, initrd: equipment.initrd },
  };
}

/** Where QEMU keeps the console of a cell's boot, in the cell's folder. */
export const bootLog = "boot.console.log";

/** What files of a cell are called: with the round and the repetition, if there is one. */
export function nameOf(cell: CellSpec, { round, repeat }: Pick<Equipment, "round" | "repeat">): string {
  const times = Object.entries({ round, repeat }).filter(([, time]) => time !== undefined);
  return [cell.id.replaceAll("/", "-"), ...times.map(([name, time]) => `${name}-${time}`)].join("-");
}

/** The folder of a cell in its run. */
export function cellFolder(cell: CellSpec, equipment: Equipment): string {
  return path.join(equipment.folder.path, "cells", nameOf(cell, equipment));
}

/** How often a machine is booted in all before its cell is given up. */
const attempts = 3;

/**
 * arch/x86/kernel/apic/apic.c: without its local APIC's timer a guest's sleeps may never end. arch/x86/kernel/tsc.c: the
 * timer that the host was late with is believed, and the clock runs many times too fast.
 */
const badClock = /APIC timer disabled due to verification failure|tsc: Using PIT calibration value/;

/**
 * Boots a cell's machine until it answers on SSH. A fault of the emulator gets another chance, and that is noted.
 * @throws {KernelError} if its kernel does not get there. @throws {LabError} if QEMU or SSH fails.
 */
export async function bootMachine(cell: CellSpec, equipment: Equipment): Promise<BootedMachine> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inStage("boot", cell, equipment.emit, () => bootOnce(cell, equipment));
    } catch (error) {
      equipment.signal.throwIfAborted();
      if (!(error instanceof EmulatorFault) || attempt === attempts) throw error;
      const text = `${cell.id} was booted again: ${error.message}${error.output === undefined ? "" : `: ${error.output}`}`;
      equipment.emit({ type: "note", source: "lab", text });
    }
  }
}

async function bootOnce(cell: CellSpec, equipment: Equipment): Promise<BootedMachine> {
  const started = performance.now();
  const folder = cellFolder(cell, equipment);
  await mkdir(folder, { recursive: true });
  const log = path.join(folder, bootLog);
  const spec = machineOf(cell, equipment);
  const machine = await startMachine(spec, {
    qemu: equipment.qemu,
    launcher: await equipment.launcher(spec.device),
    start: { kind: "boot" },
    signal: equipment.signal,
    log,
  });
  const timeout = 10_000 * equipment.slowness;
  const options = { emit: equipment.emit, cell: cell.id, timeout, keys: sshKeys(equipment.keys) };
  const station = await manStation(machine, options, () => ready(machine, equipment.slowness));
  try {
    if (badClock.test(machine.console.since(0))) throw new EmulatorFault("its clock did not pass calibration");
    await prepareDevice(station.guest, spec);
    await prove(station);
    return { ...station, seconds: (performance.now() - started) / 1000 };
  } catch (error) {
    const log = machine.console.since(0);
    await station[Symbol.asyncDispose]();
    throw error instanceof EmulatorFault ? error : blameSplats(error, log);
  }
}

/** @throws {LabError} if the machine is not what its cell says: nothing that runs in it would mean anything. */
async function prove({ guest, machine }: Station): Promise<void> {
  const found = JSON.stringify(await cellFacts(guest, machine));
  const claimed = JSON.stringify(claimedFacts(machine.spec));
  if (found !== claimed)
    throw new LabError("the machine is not what its cell says", {
      why: "proof",
      output: `claimed ${claimed}\nfound   ${found}`,
    });
}

/** What of a run's keys SSH needs. */
export function sshKeys(keys: RunKeys): { readonly privateKey: string; readonly hostKey: string } {
  return { privateKey: keys.clientPrivateKey, hostKey: keys.hostKey.toString("base64") };
}

/** Keeps a booted machine in a file. The machine can only be disposed of after it. */
export async function snapshotOf(booted: BootedMachine, file: string): Promise<void> {
  // The connection would not survive: the guest must not be left waiting for one that is gone.
  await booted.guest[Symbol.asyncDispose]();
  await saveSnapshot(booted.machine, file);
}

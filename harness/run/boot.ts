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
import { connect, type GuestSession } from "../guest/session.ts";
import type { RunKeys } from "../image/index.ts";
import { startMachine } from "../machine/running.ts";
import { saveSnapshot } from "../machine/snapshot.ts";
import { kunitParameters } from "../upstream/kunit.ts";
import { inStage } from "./stage.ts";
import type { CellContext } from "./cell-context.ts";

export interface BootedMachine extends GuestSession {
  /** From power-on to the first SSH commands. */
  readonly seconds: number;
}

/** The machine of a cell. */
export function cellMachine(cell: CellSpec, cellContext: CellContext): MachineSpec {
  const { memoryMiB, parameters } = flavourFacts[cell.flavour];
  const device = findDevice(cell.device, cellContext.devices);
  return {
    device,
    iommu: cell.iommu,
    ...(cell.variant === undefined ? {} : { variant: cell.variant }),
    cpus: cpusFor(device),
    memoryMiB,
    ...(cellContext.userland === undefined ? {} : { userland: cellContext.userland }),
    parameters: [...parameters, ...kunitParameters(cellContext.kunit), ...cellContext.parameters],
    accelerator: cellContext.accelerator.name,
    tscKHz: cellContext.tscKHz,
    kernel: { image: cellContext.kernel.bzImage, initrd: cellContext.initrd },
  };
}

/** Where QEMU keeps the console of a cell's boot, in the cell's folder. */
export const bootLog = "boot.console.log";

/** What files of a cell are called: with the round and the repetition, if there is one. */
export function cellFileName(cell: CellSpec, { round, repeat }: Pick<CellContext, "round" | "repeat">): string {
  const times = Object.entries({ round, repeat }).filter(([, time]) => time !== undefined);
  return [cell.id.replaceAll("/", "-"), ...times.map(([name, time]) => `${name}-${time}`)].join("-");
}

/** The folder of a cell in its run. */
export function cellFolder(cell: CellSpec, cellContext: CellContext): string {
  return path.join(cellContext.folder.path, "cells", cellFileName(cell, cellContext));
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
export async function bootMachine(cell: CellSpec, cellContext: CellContext): Promise<BootedMachine> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await inStage("boot", cell, cellContext.emit, () => bootOnce(cell, cellContext));
    } catch (error) {
      cellContext.signal.throwIfAborted();
      if (!(error instanceof EmulatorFault) || attempt === attempts) throw error;
      const text = `${cell.id} rebooted: ${error.message}${error.output === undefined ? "" : `: ${error.output}`}`;
      cellContext.emit({ type: "note", source: "lab", text });
    }
  }
}

async function bootOnce(cell: CellSpec, cellContext: CellContext): Promise<BootedMachine> {
  const started = performance.now();
  const folder = cellFolder(cell, cellContext);
  await mkdir(folder, { recursive: true });
  const log = path.join(folder, bootLog);
  const spec = cellMachine(cell, cellContext);
  const machine = await startMachine(spec, {
    qemu: cellContext.qemu,
    launcher: await cellContext.launcher(spec.device),
    start: { kind: "boot" },
    signal: cellContext.signal,
    log,
  });
  const timeout = 10_000 * cellContext.timeoutScale;
  const options = { emit: cellContext.emit, cell: cell.id, timeout, keys: sshKeys(cellContext.keys) };
  const session = await connect(machine, options, () => ready(machine, cellContext.timeoutScale));
  try {
    if (badClock.test(machine.console.since(0))) throw new EmulatorFault("its TSC calibration failed");
    await prepareDevice(session.guest, spec);
    await prove(session);
    return { ...session, seconds: (performance.now() - started) / 1000 };
  } catch (error) {
    const log = machine.console.since(0);
    await session[Symbol.asyncDispose]();
    throw error instanceof EmulatorFault ? error : blameSplats(error, log);
  }
}

/** @throws {LabError} if the machine does not match its cell: nothing that runs in it would mean anything. */
async function prove({ guest, machine }: GuestSession): Promise<void> {
  const found = JSON.stringify(await cellFacts(guest, machine));
  const claimed = JSON.stringify(claimedFacts(machine.spec));
  if (found !== claimed)
    throw new LabError("the machine does not match its cell", {
      why: "proof",
      output: `claimed ${claimed}\nfound   ${found}`,
    });
}

/** The keys of a run that SSH needs. */
export function sshKeys(keys: RunKeys): { readonly privateKey: string; readonly hostKey: string } {
  return { privateKey: keys.clientPrivateKey, hostKey: keys.hostKey.toString("base64") };
}

/** Keeps a booted machine in a file. The machine can only be disposed of after it. */
export async function keepSnapshot(booted: BootedMachine, file: string): Promise<void> {
  // The connection would not survive: the guest must not be left waiting for one that is gone.
  await booted.guest[Symbol.asyncDispose]();
  await saveSnapshot(booted.machine, file);
}

// SPDX-License-Identifier: GPL-2.0-only
// One cell, booted for a person: kernel, image and keys as a run makes them, then a shell over SSH.
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { findDevice, referenceModel, type DeviceDefinition } from "../../lab/device/index.ts";
import { cellAt, cells, type CellSpec } from "../../lab/matrix.ts";
import { bind } from "../guest/pci.ts";
import { interact } from "../guest/interact.ts";
import { Userland, userlandFolder } from "../guest/userland.ts";
import { buildImage, makeKeys } from "../image/index.ts";
import { attachVolume, buildUserland } from "../image/userland/index.ts";
import type { Context } from "../host/context.ts";
import { cacheRoot } from "../host/paths.ts";
import { journalName } from "../record/journal.ts";
import { timed } from "../record/journal-writer.ts";
import type { Emit } from "../record/model.ts";
import { createTerminal } from "../report/terminal.ts";
import { bootMachine } from "./boot.ts";
import { createCellContext, type SideKernel } from "./cell-context.ts";
import { readDrivers, obtainKernel, withInitrd } from "./kernels.ts";
import type { RunOptions } from "./options.ts";
import { ported } from "./port.ts";

export interface ShellOptions {
  /** The driver that gets the device; `none` leaves it alone; undefined: the driver under test, if the kernel has it. */
  readonly driver: string | undefined;
  /** A command to run instead of a shell. */
  readonly words: readonly string[];
  readonly signal: AbortSignal;
}

/** Boots a cell, hands its device to a driver and opens a shell in it. @returns the shell's exit code. */
export async function runShell(options: RunOptions, shell: ShellOptions): Promise<number> {
  const terminal = createTerminal(process.stderr, {});
  const emit: Emit = (event) => terminal.handle(timed(event));
  const scratch = await mkdtemp(path.join(os.tmpdir(), "msixlab-shell-"));
  try {
    const context: Context = { cache: cacheRoot(), emit, jobs: options.jobs, signal: shell.signal };
    const cell = chooseCell(options);
    const device = findDevice(cell.device, options.filters.matrix?.devices);
    const [image, keys, userland] = await Promise.all([
      buildImage(context, options.settings.tools),
      makeKeys(scratch),
      buildUserland(options.settings.userland, context),
    ]);
    const kernel = await obtainKernel(cell, await ported(options, context), context);
    const folder = { id: "shell", path: scratch, journal: path.join(scratch, journalName), scratch };
    const drivers = await readDrivers(kernel);
    const side = { ...(await withInitrd(kernel, image, keys, scratch, context)), ...attachVolume(userland) };
    const run = { folder, emit, signal: shell.signal, options, keys, context };
    const cellContext = await createCellContext(side, run);
    await using booted = await bootMachine(cell, cellContext);
    if (side.userland !== undefined) await Userland.mount(booted.guest);
    const { driver: tested = "none" } = options.settings;
    const driver = shell.driver ?? (drivers.has(tested.replaceAll("-", "_")) ? tested : "none");
    if (driver !== "none") await bind(booted.guest, device.address, driver);
    terminal.close();
    if (shell.words.length === 0) process.stderr.write(welcome(cell, device, kernel.release, driver) + programs(side));
    return await interact(booted.guest, shell.words);
  } finally {
    terminal.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What the filters name, and of what they do not name the first that the patch chose, or the usual: the reference device, IOMMU off, plain, patched. */
function chooseCell({ filters, choice }: RunOptions): CellSpec {
  const [named] = filters.ids === undefined ? [] : cells({ matrix: filters.matrix, ids: filters.ids });
  if (named !== undefined) return named;
  const [first] = filters.devices === undefined ? (choice?.machines.quick ?? []) : [];
  const variant = filters.variants?.[0] ?? first?.variant;
  return cellAt(filters.sides?.[0] ?? "patched", {
    device: filters.devices?.[0] ?? first?.device ?? referenceModel,
    iommu: filters.iommus?.[0] ?? first?.iommu ?? "off",
    flavour: filters.flavours?.[0] ?? "plain",
    ...(variant === undefined ? {} : { variant }),
  });
}

const programs = ({ userland }: SideKernel): string =>
  userland === undefined ? "" : `Debian's programs: chroot ${userlandFolder} bash\n`;

function welcome(cell: CellSpec, { chip, address }: DeviceDefinition, release: string, driver: string): string {
  const state = driver === "none" ? "bound to no driver" : `bound to ${driver}`;
  return `${cell.id}, Linux ${release}. Under test: ${chip} at ${address}, ${state}. exit or Ctrl-D powers it off.\n`;
}

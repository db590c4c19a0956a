// SPDX-License-Identifier: GPL-2.0-only
import { machineModels } from "../../lab/argv/index.ts";
import { findDevice, type DeviceDefinition } from "../../lab/device/index.ts";
import { flavourFacts } from "../../lab/flavour.ts";
import { iommuFacts } from "../../lab/iommu.ts";
import { ownMatrix, type CellSpec, type Matrix } from "../../lab/matrix.ts";
import type { RunKeys } from "../image/index.ts";
import type { Kernel } from "../kernel/types.ts";
import type { Context } from "../host/context.ts";
import type { UapiHeaders } from "../kernel/uapi.ts";
import { probeAccelerator, probeSpec, type AcceleratorChoice } from "../machine/accelerator.ts";
import { launcherFor } from "../machine/server.ts";
import { hostTscKHz } from "../machine/tsc.ts";
import { run as command } from "../host/exec.ts";
import { atLeast, versionIn } from "../host/version.ts";
import { qemuDevices } from "../setup/probe.ts";
import type { CoverageSubject, Emit } from "../record/model.ts";
import type { RunFolder } from "./folder.ts";
import type { RunOptions } from "./options.ts";

/** A kernel and the initrd that goes with it: image, the kernel's modules, the run's keys. */
export interface SideKernel {
  readonly kernel: Kernel;
  readonly initrd: string;
  /** What gcov counts in it; undefined: nothing. */
  readonly coverage?: CoverageSubject | undefined;
  /** What the series brings for user space; undefined: nothing, or nobody asks. */
  readonly uapi?: UapiHeaders | undefined;
  /** Folders with collections of the kernel's selftests, by their names. */
  readonly kselftests?: Readonly<Record<string, string>>;
  /** The suites of unit tests that the kernel runs as it boots. */
  readonly kunit?: string;
  /** The file with the userland volume, for machines whose specs ask for it. */
  readonly userland?: string;
}

/** All that the cells of a side are run with. */
export interface CellContext extends SideKernel {
  readonly folder: RunFolder;
  readonly qemu: string;
  /** `10.0.2`. */
  readonly qemuVersion: string;
  /** The devices that it emulates. */
  readonly qemuModels: ReadonlySet<string>;
  readonly emit: Emit;
  readonly accelerator: AcceleratorChoice;
  /** kHz of the time stamp counter that an emulated CPU has; undefined: the guest finds out. */
  readonly tscKHz: number | undefined;
  /** Deadlines are for KVM on an idle host; they are stretched by this factor. */
  readonly timeoutScale: number;
  readonly keys: RunKeys;
  readonly reproduce: readonly string[];
  readonly devices: Matrix["devices"];
  /** Kernel parameters that a configuration asks for. */
  readonly parameters: readonly string[];
  /** What starts QEMU for a device, and its arguments: nothing for most. */
  readonly launcher: (device: DeviceDefinition) => Promise<readonly string[]>;
  readonly signal: AbortSignal;
  /** Which time the cells are run, in a run that repeats them. */
  readonly round?: number;
  /** Which time specs are run again by themselves. */
  readonly repeat?: number;
}

/** Emulation takes up to four times as long, and more when several machines share the host's CPUs. */
export function acceleratorTimeoutScale(accelerator: Pick<AcceleratorChoice, "name">): number {
  return accelerator.name === "tcg" ? 4 : 1;
}

/** Puts together what the cells of a side need; finds out, once a host, whether KVM runs guests here. */
export async function createCellContext(
  side: SideKernel,
  run: {
    readonly folder: RunFolder;
    readonly emit: Emit;
    readonly signal: AbortSignal;
    readonly options: Pick<RunOptions, "qemu" | "reproduce" | "settings" | "filters">;
    readonly keys: RunKeys;
    readonly context: Context;
  },
): Promise<CellContext> {
  const { qemu, reproduce, settings, filters } = run.options;
  const { devices } = filters.matrix ?? ownMatrix;
  const kernel = { image: side.kernel.bzImage, initrd: side.initrd };
  const accelerator = await probeAccelerator(probeSpec(kernel), qemu, run.context.cache);
  run.emit({ type: "accelerator", source: "lab", accelerator });
  const { folder, emit, signal, keys } = run;
  const [version, help] = await Promise.all([command(qemu, ["--version"]), command(qemu, ["-device", "help"])]);
  const about = { qemuVersion: versionIn(version.stdout) ?? "0", qemuModels: qemuDevices(help.stdout) };
  const timeoutScale = acceleratorTimeoutScale(accelerator) * flavourFacts[side.kernel.flavour].timeoutScale;
  const tscKHz = accelerator.name === "tcg" ? await hostTscKHz(run.context) : undefined;
  const launcher = (device: DeviceDefinition): Promise<readonly string[]> => launcherFor(device, run.context);
  const own = {
    ...side,
    folder,
    emit,
    signal,
    keys,
    qemu,
    ...about,
    reproduce,
    parameters: settings.parameters,
    devices,
  };
  return { ...own, accelerator, tscKHz, timeoutScale, launcher };
}

/** Why a cell means nothing on this host; undefined if it does. */
export function unable(
  { device, iommu }: Pick<CellSpec, "device" | "iommu">,
  { qemuVersion, qemuModels, devices }: Pick<CellContext, "qemuVersion" | "qemuModels" | "devices">,
): string | undefined {
  const missing = machineModels({ device: findDevice(device, devices), iommu }).filter(
    (model) => !qemuModels.has(model),
  );
  if (missing.length > 0) return `QEMU ${qemuVersion} has no ${missing.join(", ")}`;
  const { since } = iommuFacts[iommu];
  if (since === undefined || atLeast(qemuVersion, since.version)) return undefined;
  return `QEMU ${qemuVersion}: ${since.before}; ${since.version} works`;
}

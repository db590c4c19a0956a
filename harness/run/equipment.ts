// SPDX-License-Identifier: GPL-2.0-only
import type { SideName } from "../../lab/matrix.ts";
import type { Kernel } from "../kernel/types.ts";
import type { AcceleratorChoice } from "../machine/accelerator.ts";
import type { Emit } from "../report/model.ts";
import type { RunFolder } from "./folder.ts";

/** A kernel and the initrd that goes with it: image, the kernel's modules, the run's keys. */
export interface SideKernel {
  readonly kernel: Kernel;
  readonly initrd: string;
}

/** All that cells are run with. */
export interface Equipment {
  readonly folder: RunFolder;
  readonly qemu: string;
  readonly emit: Emit;
  readonly accelerator: AcceleratorChoice;
  readonly slowness: number;
  readonly keys: { readonly privateKey: string; readonly privateKeyFile: string; readonly hostKey: string };
  readonly sides: Readonly<Partial<Record<SideName, SideKernel>>>;
  readonly reproduce: readonly string[];
  readonly signal: AbortSignal;
}

/** Emulation is about this much slower than KVM on an idle host; deadlines are stretched by it. */
export function slownessOf(accelerator: AcceleratorChoice): number {
  return accelerator.name === "tcg" ? 4 : 1;
}

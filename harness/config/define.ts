// SPDX-License-Identifier: GPL-2.0-only
// What a lab of one's own may say: `msixlab.config.ts` in any folder. Paths in it are relative to the file.
import type { DeviceDefinition, DeviceModel } from "../../lab/device/index.ts";
import type { Flavour } from "../../lab/flavour.ts";
import type { IommuMode } from "../../lab/iommu.ts";
import type { Profile } from "../../lab/matrix.ts";
import type { Variant } from "../../lab/variant.ts";

/** A machine of the matrix: a device, the IOMMU in front of it, and what is out of the ordinary. */
export interface MachineConfig<Model extends string = string> {
  readonly device: Model;
  readonly iommu: IommuMode;
  readonly variant?: Variant;
  /** Plain, unless told. */
  readonly flavour?: Flavour;
}

/** Devices by the names that cells call them. */
type Devices = Readonly<Record<string, DeviceDefinition>>;

/** A lab: what is tested, on which kernel, with which specs. What it leaves out is as the command line has it. */
export interface LabConfig<Own extends Devices = Devices> {
  /**
   * Kernels to test on: a version of the distribution's (`6.12`), `newest`, a source tree or a tarball. More than one
   * gives one report of all.
   */
  readonly kernel?: string | readonly string[];
  /** What a tarball must hash to, sha256. */
  readonly sha256?: string;
  /** Kconfig fragments for the kernels of both sides; each symbol is proved to have come out as asked. */
  readonly config?: string | readonly string[];
  /** The patches under test: a folder of `*.patch` files, or one file. None, if a driver of the kernel is tested as it is. */
  readonly series?: string;
  /** The same as it comes: a mail, a mailbox, a folder, `REPOSITORY:COMMITS`. */
  readonly patch?: string;
  /** Patches that both sides have. */
  readonly basePatch?: string;
  /** A driver outside the kernel's tree: its Kbuild folder, or `FOLDER:COMMITS`. */
  readonly outOfTree?: string;
  /** The driver under test: `msixlab shell` hands the device to it. */
  readonly driver?: string;
  /** Folders with `*.spec.ts` files, in them or in folders of them; or such files. */
  readonly specs?: string | readonly string[];
  /** Programs for the guest: each is the C files of a folder, compiled into one static program `/usr/bin/NAME`. */
  readonly tools?: Readonly<Record<string, string>>;
  /** Debian packages for the guest, beside those of images/userland: a spec whose `userland` names one runs its programs. */
  readonly userland?: readonly string[];
  /** Kernel parameters for all machines. */
  readonly parameters?: readonly string[];
  /** Devices of one's own, each under the name that it has: `defineDevice({ … })`. */
  readonly devices?: Own;
  /**
   * The machines to run on, by the least profile that has them; without them the patches choose. Devices are one's own
   * or the lab's.
   */
  readonly machines?: Readonly<Partial<Record<Profile, readonly MachineConfig<DeviceModel | (keyof Own & string)>[]>>>;
  /** Failures that are known: the file that `--known-failures` takes. */
  readonly knownFailures?: string;
  /** The QEMU to use: a name or a path. */
  readonly qemu?: string;
}

/** Checks what a configuration file says as it is written: `export default defineLab({ … })`. */
export function defineLab<const Own extends Devices = Readonly<Record<never, never>>>(
  config: LabConfig<Own>,
): LabConfig {
  return config as LabConfig;
}

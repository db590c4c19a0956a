// SPDX-License-Identifier: GPL-2.0-only
import type { Flavour } from "../../lab/flavour.ts";
import type { IommuMode } from "../../lab/iommu.ts";
import type { Profile, SideName } from "../../lab/matrix.ts";
import type { Variant } from "../../lab/variant.ts";

/** What commander makes of the options that verbs share. */
export interface RawOptions {
  readonly config?: string;
  readonly device?: string[];
  readonly iommu?: IommuMode[];
  readonly side?: SideName[];
  readonly variant?: Variant[];
  readonly flavour?: Flavour[];
  readonly cell?: string[];
  readonly profile?: Profile;
  readonly grep?: string;
  readonly kernel?: readonly string[];
  readonly sha256?: string;
  readonly eachCommit?: boolean;
  readonly kselftest?: readonly string[];
  readonly kunit?: string;
  /** The kernel as it is, whatever the configuration tests. */
  readonly bare?: boolean;
  readonly series?: string;
  /** Of a bisection between commits: the bad end. */
  readonly bad?: string;
  readonly patch?: string;
  readonly basePatch?: string;
  readonly outOfTree?: string;
  readonly port?: boolean;
  readonly "3way"?: boolean;
  readonly fuzz?: string;
  readonly qemu?: string;
  readonly out?: string;
  readonly jobs?: number;
  readonly repeat?: number;
  readonly specs?: readonly string[];
  readonly repeatFailures?: boolean;
  readonly reuse?: boolean;
  readonly knownFailures?: string;
  readonly static?: boolean;
  readonly count?: boolean;
}

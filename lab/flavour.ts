// SPDX-License-Identifier: GPL-2.0-only

/** How a kernel is instrumented. */
export type Flavour = "plain" | "counted" | "debug" | "kcsan" | "coverage";

export interface FlavourFacts {
  /** For people. */
  readonly text: string;
  /** By how much everything in the guest takes longer than in a plain kernel. */
  readonly timeoutScale: number;
  readonly memoryMiB: number;
  /** gcov counts what the series touches: base has nothing to count. */
  readonly counts?: true;
  /** Lockdep watches in it, until its first report: after that it says nothing more. */
  readonly lockdep?: true;
  /** The flavour that it is configured as, and whose build it goes on from: its own unless told. */
  readonly builtAs?: Flavour;
  /** Kernel parameters that go with it. */
  readonly parameters: readonly string[];
}

export const flavourFacts: Readonly<Record<Flavour, FlavourFacts>> = {
  plain: { text: "as users run it", timeoutScale: 1, memoryMiB: 512, parameters: [] },
  counted: {
    text: "plain, and gcov counts what the series touches",
    timeoutScale: 1,
    memoryMiB: 512,
    parameters: [],
    counts: true,
    builtAs: "plain",
  },
  debug: {
    text: "KASAN, lockdep, kmemleak, fault injection",
    timeoutScale: 4,
    // KASAN's shadow takes an eighth, its quarantine and lockdep's tables the rest.
    memoryMiB: 1024,
    parameters: ["kmemleak=on"],
    lockdep: true,
  },
  kcsan: { text: "KCSAN: data races, in what the series touches", timeoutScale: 2, memoryMiB: 512, parameters: [] },
  coverage: {
    text: "gcov for what the series touches, injected failures, lockdown",
    timeoutScale: 1.5,
    memoryMiB: 512,
    parameters: [],
    counts: true,
  },
};

export const flavours = Object.keys(flavourFacts) as readonly Flavour[];

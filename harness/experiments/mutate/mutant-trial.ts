// SPDX-License-Identifier: GPL-2.0-only
// One mutant before the specs: what it names first, then the rest. One that is explained names what could meet it by luck:
// to walk all the others every time would take as long as the other mutants together.
import type { Flavour } from "../../../lab/flavour.ts";
import type { MutantRecord } from "../../record/mutation.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import type { Build } from "../kernels/build-set.ts";
import { tryPatch, type TrialOptions } from "../trial/trial.ts";
import { namedBatches, otherBatches } from "./choose.ts";
import type { Mutant } from "./mutant.ts";

/** What the trial of a mutant needs besides it. */
export interface MutantTrialOptions extends Pick<TrialOptions, "control" | "signal"> {
  readonly specs: readonly PlannedSpec[];
  readonly hasDriver: (driver: string) => boolean;
  /** Whether a mutant is only tried by what it names. */
  readonly namedOnly: boolean;
  /** Builds a mutant in a flavour. */
  readonly build: (mutant: Mutant, flavour: Flavour) => Promise<Build>;
}

/** Tries a mutant. Never throws for what it, the specs or the lab do wrong; only if the run is ended. */
export async function tryMutant(mutant: Mutant, options: MutantTrialOptions): Promise<MutantRecord> {
  const { name, breaks, explained } = mutant;
  const { specs, hasDriver, control, signal } = options;
  const namedOnly = options.namedOnly || explained !== undefined;
  const build: TrialOptions["build"] = (flavour) => options.build(mutant, flavour);
  const { status, why, ...trial } = await tryPatch(
    () => [...namedBatches(mutant, specs, hasDriver), ...(namedOnly ? [] : otherBatches(mutant, specs, hasDriver))],
    { control, signal, build },
  );
  const about = { name, breaks, ...trial };
  if (status !== "unseen" && status !== "unchanged")
    return { ...about, status: status === "seen" ? "killed" : status === "unbuilt" ? "error" : status, why };
  return explained === undefined
    ? { ...about, status: "survived", why }
    : { ...about, status: "explained", why: explained };
}

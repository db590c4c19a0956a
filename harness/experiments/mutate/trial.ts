// SPDX-License-Identifier: GPL-2.0-only
// One mutant before the specs: what it names first, then the rest, up to the first spec that sees it. One that is explained
// names what could meet it by luck: to walk all the others every time would take as long as the other mutants together.
import type { Flavour } from "../../../lab/flavour.ts";
import { isBlamed } from "../../host/errors.ts";
import type { MutantRecord } from "../../record/mutation.ts";
import type { Result } from "../../record/model.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import { namedBatches, otherBatches } from "./choose.ts";
import type { Control } from "./control.ts";
import type { Mutant } from "./mutant.ts";
import type { Build } from "../kernels/build-set.ts";
import type { Batch } from "../kernels/kernel-runner.ts";
import { killIn, type Kill } from "./verdict.ts";

/** What a trial needs besides its mutant. */
export interface TrialOptions {
  readonly specs: readonly PlannedSpec[];
  readonly hasDriver: (driver: string) => boolean;
  readonly control: Control;
  readonly signal: AbortSignal;
  /** Whether a mutant is only tried by what it names. */
  readonly namedOnly: boolean;
  /** Builds a mutant in a flavour. */
  readonly build: (mutant: Mutant, flavour: Flavour) => Promise<Build>;
}

type Outcome = Omit<MutantRecord, "name" | "breaks" | "seconds">;

/** Tries a mutant. Never throws for what it, the specs or the lab do wrong; only if the run is ended. */
export async function tryMutant(mutant: Mutant, options: TrialOptions): Promise<MutantRecord> {
  const started = performance.now();
  const outcome = await runTrial(mutant, options).catch((error: unknown): Outcome => {
    options.signal.throwIfAborted();
    if (!isBlamed(error)) throw error;
    const why = [error.message, error.output].filter((part) => part !== undefined).join("\n");
    return { status: error.blame === "lab" ? "miss" : "error", why, ran: 0 };
  });
  const { name, breaks } = mutant;
  return { name, breaks, ...outcome, seconds: (performance.now() - started) / 1000 };
}

async function runTrial(mutant: Mutant, options: TrialOptions): Promise<Outcome> {
  const { specs, hasDriver } = options;
  const namedOnly = options.namedOnly || mutant.explained !== undefined;
  const others = namedOnly ? [] : otherBatches(mutant, specs, hasDriver);
  const batches = [...namedBatches(mutant, specs, hasDriver), ...others];
  if (batches.length === 0) return { status: "survived", why: "it names no existing spec", ran: 0 };
  let ran = 0;
  let changes = false;
  const missing: string[] = [];
  for (const batch of batches) {
    const build = await options.build(mutant, batch.cell.flavour);
    if (build.made === "same") continue;
    changes = true;
    await options.control.ensure(batch);
    const { results, kill } = await tryBatch(build, batch, options);
    ran += results.length;
    if (kill !== undefined) {
      const { spec, cell, how, why } = kill;
      return { status: "killed", spec, cell, how, why, ran };
    }
    missing.push(...batch.specs.filter(({ id }) => !results.some(isJudged(id))).map(({ id }) => id));
  }
  if (missing.length > 0) return { status: "miss", why: `did not run: ${missing.join("; ")}`, ran };
  if (mutant.explained !== undefined) return { status: "explained", why: mutant.explained, ran };
  const why = changes ? `${ran} specs did not detect it` : "it does not change the kernel binary";
  return { status: "survived", why, ran };
}

const isJudged = (id: string) => (result: Result) => result.spec === id && result.outcome !== "MISS";

/** Runs a batch until a spec kills or all have run: what did not pass for another reason is not the end. */
async function tryBatch(
  build: Build,
  batch: Batch,
  { control, signal }: TrialOptions,
): Promise<{ readonly results: Result[]; readonly kill: Kill | undefined }> {
  const results: Result[] = [];
  // What the lab could not run gets a second chance.
  for (let misses = 0; misses < 2;) {
    signal.throwIfAborted();
    const specs = batch.specs.filter(({ id }) => !results.some(isJudged(id)));
    if (specs.length === 0) break;
    const found = await build.runner.run(build.target, { cell: batch.cell, specs }, true).catch(notBooting);
    if (!Array.isArray(found)) return { results, kill: { ...found, cell: batch.cell.id } };
    results.push(...found);
    const kill = killIn(found, control.passed);
    if (kill !== undefined && (await isSteady(kill, build, batch))) return { results, kill };
    if (!found.some((result) => result.outcome !== "MISS" && result.outcome !== "PASS")) misses++;
  }
  return { results, kill: undefined };
}

/** A spec that timed out because the host was busy proves nothing: it has to fail again. An oops need not. */
async function isSteady(kill: Kill, { runner, target }: Build, { cell, specs }: Batch): Promise<boolean> {
  if (kill.sure) return true;
  const again = await runner.run(target, { cell, specs: specs.filter(({ id }) => id === kill.spec) }, true);
  return again.some(({ outcome }) => outcome === "FAIL");
}

/** A kernel that does not come up was seen, too. */
function notBooting(error: unknown): Omit<Kill, "cell"> {
  if (!isBlamed(error) || error.blame !== "kernel") throw error;
  return { spec: "boot: the kernel comes up without a complaint", how: "death", why: error.message, sure: false };
}

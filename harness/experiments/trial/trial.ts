// SPDX-License-Identifier: GPL-2.0-only
// One patch before the specs, batch after batch, up to the first spec that sees it and passes without it.
import type { Flavour } from "../../../lab/flavour.ts";
import { isBlamed } from "../../host/errors.ts";
import type { Result } from "../../record/model.ts";
import type { Build } from "../kernels/build-set.ts";
import type { Batch } from "../kernels/kernel-runner.ts";
import type { Control } from "./control.ts";
import { killIn, type Kill } from "./verdict.ts";

/** What a trial needs besides what is tried. */
export interface TrialOptions {
  readonly control: Control;
  readonly signal: AbortSignal;
  /** Builds the patch in a flavour. */
  readonly build: (flavour: Flavour) => Promise<Build>;
}

/**
 * What came of a trial. `unchanged`: the compiler makes the same of it; `unbuilt`: the kernel does not build with it;
 * `error`: it does not apply; `miss`: the lab failed.
 */
export interface Trial extends Partial<Pick<Kill, "spec" | "cell" | "how">> {
  readonly status: "seen" | "unseen" | "unchanged" | "unbuilt" | "error" | "miss";
  readonly why: string;
  readonly ran: number;
  readonly seconds: number;
}

type Outcome = Omit<Trial, "seconds">;

/** What a patch is tried with; to know that may take a kernel without it. */
type Batches = () => readonly Batch[] | Promise<readonly Batch[]>;

/** Tries a patch. Never throws for what it, the specs or the lab do wrong; only if the run is ended. */
export async function tryPatch(batches: Batches, options: TrialOptions): Promise<Trial> {
  const started = performance.now();
  const outcome = await runTrial(batches, options).catch((error: unknown): Outcome => {
    options.signal.throwIfAborted();
    if (!isBlamed(error)) throw error;
    const why = [error.message, error.output].filter((part) => part !== undefined).join("\n");
    const status = error.blame === "lab" ? "miss" : error.why === "build" ? "unbuilt" : "error";
    return { status, why, ran: 0 };
  });
  return { ...outcome, seconds: (performance.now() - started) / 1000 };
}

async function runTrial(batches: Batches, options: TrialOptions): Promise<Outcome> {
  const all = await batches();
  if (all.length === 0) return { status: "unseen", why: "no spec is tried on it", ran: 0 };
  let ran = 0;
  let changes = false;
  const missing: string[] = [];
  for (const batch of all) {
    const build = await options.build(batch.cell.flavour);
    if (build.made === "same") continue;
    changes = true;
    const { results, kill } = await tryBatch(build, batch, options);
    ran += results.length;
    if (kill !== undefined) {
      const { spec, cell, how, why } = kill;
      return { status: "seen", spec, cell, how, why, ran };
    }
    missing.push(...batch.specs.filter(({ id }) => !results.some(isJudged(id))).map(({ id }) => id));
  }
  if (missing.length > 0) return { status: "miss", why: `did not run: ${missing.join("; ")}`, ran };
  if (!changes) return { status: "unchanged", why: "it does not change the kernel binary", ran };
  return { status: "unseen", why: `${ran} specs did not detect it`, ran };
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
    // Only what fails has to be seen without the patch as well.
    const failed = specs.filter(({ id }) =>
      found.some(({ spec, parent, outcome }) => (parent ?? spec) === id && outcome === "FAIL"),
    );
    if (failed.length > 0) await control.ensure({ cell: batch.cell, specs: failed });
    const kill = killIn(found, control.passed);
    if (kill !== undefined && (await isSteady(kill, build, batch))) return { results, kill };
    if (!found.some((result) => result.outcome !== "MISS" && result.outcome !== "PASS")) misses++;
  }
  return { results, kill: undefined };
}

/** A spec that timed out because the host was busy proves nothing: it has to fail again. An oops need not. */
async function isSteady(kill: Kill, { runner, target }: Build, { cell, specs }: Batch): Promise<boolean> {
  if (kill.sure) return true;
  const { spec, parent = spec } = kill;
  const again = await runner.run(target, { cell, specs: specs.filter(({ id }) => id === parent) }, true);
  return again.some((result) => result.spec === spec && result.outcome === "FAIL");
}

/** A kernel that does not come up was seen, too. */
function notBooting(error: unknown): Omit<Kill, "cell"> {
  if (!isBlamed(error) || error.blame !== "kernel") throw error;
  return { spec: "boot: the kernel comes up without a complaint", how: "death", why: error.message, sure: false };
}

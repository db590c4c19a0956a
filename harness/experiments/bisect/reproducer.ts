// SPDX-License-Identifier: GPL-2.0-only
// The oracle of a bisection: runs the spec in fresh machines of a point, and says what each run says of it.
import type { CellSpec } from "../../../lab/matrix.ts";
import { isBlamed, LabError, SpecError, UsageError } from "../../host/errors.ts";
import { compilePattern } from "../../host/pattern.ts";
import type { Result } from "../../record/model.ts";
import { skipReason } from "../../spec/registry.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import { Pool } from "../../run/pool.ts";
import type { Build } from "../kernels/build-set.ts";
import type { PointBuilds } from "./point-builds.ts";
import { goodEnd, type History } from "./posterior.ts";
import type { Said } from "./search.ts";

/** What is looked for. */
export interface Wanted {
  readonly cell: CellSpec;
  /** The specs that may show it. */
  readonly specs: readonly PlannedSpec[];
  /** The splat that counts; undefined: every failure does. */
  readonly splat: string | undefined;
}

/** How often a batch that says nothing is asked for again. */
const attempts = 3;

/** What a run says. A failure without the splat that is looked for is another one's: as far as it goes, all is well. */
export function saidBy(results: readonly Result[], spec: string, splat: string | undefined): Said {
  const result = results.find((one) => one.spec === spec);
  if (result?.outcome === "PASS" || result?.outcome === "DONE") return "pass";
  if (result?.outcome !== "FAIL") return "nothing";
  return shows(result, splat) ? "fail" : "pass";
}

function shows({ splats }: Result, splat: string | undefined): boolean {
  if (splat === undefined) return true;
  const matches = compilePattern(splat);
  return splats.some(({ header, title }) => matches(header) || matches(title ?? ""));
}

export class Reproducer {
  readonly #builds: PointBuilds;
  readonly #wanted: Wanted;
  readonly #bad: number;
  readonly #jobs: number;
  /** What the bad end ails from is that its kernel does not come up. */
  #boot = false;
  #spec: PlannedSpec | undefined;

  constructor(builds: PointBuilds, wanted: Wanted, history: History, jobs: number) {
    [this.#builds, this.#wanted, this.#bad, this.#jobs] = [builds, wanted, history.count - 1, jobs];
  }

  /** The spec that shows it: of several that of the bad end fails first. @throws {UsageError} if none does. */
  async choose(): Promise<PlannedSpec> {
    const { specs, cell } = this.#wanted;
    const [good, bad] = [await this.#builds.build(goodEnd), await this.#builds.build(this.#bad)];
    const able = specs.filter(
      (spec) => whyNot(spec, cell, good) === undefined && whyNot(spec, cell, bad) === undefined,
    );
    const [first] = able;
    if (first === undefined) {
      const [spec] = specs;
      const why = spec === undefined ? "no such spec" : (whyNot(spec, cell, good) ?? whyNot(spec, cell, bad));
      throw new UsageError(`Cannot bisect in ${cell.id}: at one end, ${why ?? ""}.`, {
        hint: "--base-patch gives both ends what the spec needs; --cell names another cell",
      });
    }
    this.#spec = able.length === 1 ? first : await this.#firstThatFails(able, bad);
    return this.#spec;
  }

  async #firstThatFails(specs: readonly PlannedSpec[], { runner, target }: Build): Promise<PlannedSpec> {
    const { cell, splat } = this.#wanted;
    for (let time = 0; time < attempts; time++) {
      const results = await runner.run(target, { cell, specs }, false).catch((error: unknown) => {
        if (!isBlamed(error) || error.blame !== "kernel") throw error;
        return undefined;
      });
      const found = results === undefined ? specs[0] : specs.find(({ id }) => saidBy(results, id, splat) === "fail");
      if (found !== undefined) return found;
    }
    const what = splat === undefined ? "fails" : `shows "${splat}"`;
    throw new UsageError(`None of ${specs.length} specs ${what} at the bad end, in ${attempts} runs of each.`);
  }

  /** What the search asks. @throws what keeps an end from being tried, and what is the lab's fault. */
  readonly ask = async (point: number, times: number): Promise<readonly Said[] | string> => {
    const isEnd = point === goodEnd || point === this.#bad;
    try {
      const build = await this.#builds.build(point);
      const why = this.#spec === undefined ? "no spec was chosen" : whyNot(this.#spec, this.#wanted.cell, build);
      const said = why ?? (await this.#runs(build, times));
      if (typeof said === "string" && isEnd)
        throw new SpecError(`${this.#spec?.id ?? ""} cannot run at one end: ${said}`);
      return said;
    } catch (error) {
      if (!isBlamed(error) || error.blame === "lab") throw error;
      if (error instanceof NotBooting) return this.#notBooting(error, point, times);
      if (isEnd) throw error;
      return error.message.split("\n")[0] ?? "";
    }
  };

  /** A kernel that does not come up is what is looked for if that is what ails the bad end; else it says nothing. */
  #notBooting(error: NotBooting, point: number, times: number): readonly Said[] | string {
    if (point === goodEnd) throw error;
    if (point === this.#bad) this.#boot = true;
    return this.#boot ? Array.from({ length: times }, () => "fail" as const) : `it does not boot: ${error.message}`;
  }

  async #runs(build: Build, times: number): Promise<readonly Said[] | string> {
    for (let time = 0; time < attempts; time++) {
      const results = await this.#batch(build, times);
      const said = results.map((one) => saidBy(one, this.#spec?.id ?? "", this.#wanted.splat));
      if (said.some((one) => one !== "nothing")) return said;
      const [last] = results.at(-1) ?? [];
      const why = `${last?.outcome ?? "no result"}: ${last?.reason ?? ""}`;
      if (time + 1 === attempts && last?.outcome === "ERROR") return `the spec itself fails: ${why}`;
      if (time + 1 === attempts) throw new LabError(`A spec failed to run ${attempts} times: ${why}`);
    }
    return [];
  }

  /** Fresh machines side by side: each run is one of its own. */
  async #batch({ runner, target }: Build, times: number): Promise<Result[][]> {
    const { cell } = this.#wanted;
    const specs = this.#spec === undefined ? [] : [this.#spec];
    const results: Result[][] = [];
    const pool = new Pool(this.#jobs);
    for (let run = 0; run < times; run++)
      pool.add(async () => void results.push(await runner.run(target, { cell, specs }, false).catch(asNotBooting)));
    await pool.drained();
    return results;
  }
}

/** A kernel that does not come up, which is no fault of what it was built from. */
class NotBooting extends UsageError {}

function asNotBooting(error: unknown): never {
  if (isBlamed(error) && error.blame === "kernel") throw new NotBooting(error.message, { cause: error });
  throw error;
}

function whyNot({ spec }: PlannedSpec, cell: CellSpec, { drivers }: Build): string | undefined {
  return skipReason(spec.needs, cell, (driver) => drivers.has(driver));
}

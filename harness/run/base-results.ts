// SPDX-License-Identifier: GPL-2.0-only
// What base passed in an earlier run is not measured again where nothing differs: kernel, image, machine, QEMU, specs.
// Passes alone: that base fails is evidence which a run gets for itself, and so is every pass that a regression rests on.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { canBeKept } from "../../lab/machine.ts";
import type { CellSpec } from "../../lab/matrix.ts";
import { sha256, writeWhole } from "../host/files.ts";
import { Result } from "../record/result.ts";
import { cellMachine } from "./boot.ts";
import type { CellContext } from "./cell-context.ts";

const Kept = z.record(z.string(), Result);

/** What machine and specs are made of, besides what the cell says. */
export interface Made {
  /** The guest's image, by its content. */
  readonly image: string;
  /** The compiled specs, by their content. */
  readonly specs: string;
}

/** The results of base that a run may reuse, and those that it leaves to others. */
export class BaseResults {
  readonly #folder: string;
  readonly #run: string;
  readonly #files = new Map<string, string>();
  #reused = 0;

  /** @param run the id of this run. */
  constructor(cache: string, run: string) {
    this.#folder = path.join(cache, "results");
    this.#run = run;
  }

  /** How many results were reused. */
  get reused(): number {
    return this.#reused;
  }

  /** What base passed in the same cell, by spec; nothing for other sides, and where QEMU cannot keep the machine. */
  async find(cell: CellSpec, cellContext: CellContext, made: Made): Promise<ReadonlyMap<string, Result>> {
    const machine = cellMachine(cell, cellContext);
    if (cell.side !== "base" || !canBeKept(machine)) return new Map();
    const { kernel: _, tscKHz: __, ...hardware } = machine;
    const { kernel, qemu, qemuVersion } = cellContext;
    const key = sha256(JSON.stringify([kernel.hash, made, hardware, qemu, qemuVersion])).slice(0, 32);
    const file = path.join(this.#folder, `${key}.json`);
    this.#files.set(cell.id, file);
    return new Map(Object.entries(await readKept(file)));
  }

  /** Counts results as reused. @returns them as this run has them. */
  reuse(cell: CellSpec, results: readonly Result[]): readonly Result[] {
    this.#reused += results.length;
    return results.map((result) => ({ ...result, cell: cell.id }));
  }

  /** Leaves what base passed here, and never failed, to later runs. */
  async keep(results: readonly Result[], repeats: readonly Result[] = []): Promise<void> {
    for (const [id, file] of this.#files) {
      const own = results.filter(({ cell }) => cell === id);
      // A spec that runs other people's tests has their results as well: it runs each time.
      const parents = new Set(own.map(({ parent }) => parent));
      const withheld = new Set(
        [...own, ...repeats.filter(({ cell }) => cell === id)]
          .filter(({ outcome, spec }) => outcome !== "PASS" || parents.has(spec))
          .map(({ spec }) => spec),
      );
      const passed = own.filter(
        ({ spec, parent, reused }) => !withheld.has(spec) && parent === undefined && reused === undefined,
      );
      if (passed.length === 0 && withheld.size === 0) continue;
      const known = Object.entries(await readKept(file)).filter(([spec]) => !withheld.has(spec));
      const added = passed.map((result) => [result.spec, { ...result, reused: this.#run }] as const);
      await writeWhole(file, JSON.stringify(Object.fromEntries([...known, ...added])));
    }
  }
}

/** A file that an older lab wrote otherwise says nothing. */
async function readKept(file: string): Promise<z.infer<typeof Kept>> {
  const kept = Kept.safeParse(
    await readFile(file, "utf8")
      .then(JSON.parse)
      .catch(() => ({})),
  );
  return kept.success ? kept.data : {};
}

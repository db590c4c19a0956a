// SPDX-License-Identifier: GPL-2.0-only
// Which specs of a plan concern a patch: those that need a driver whose code it changes, or that calls such code, or that
// are about a function that it changes, or about any driver while it is that of the device. The others only run on a
// machine that has it. Pure.
import { findDevice } from "../../lab/device/index.ts";
import type { Matrix } from "../../lab/matrix.ts";
import { isAbout } from "../spec/about.ts";
import type { PlannedCell } from "./plan.ts";

/** What a patch changes, as far as a spec can be about it. */
export interface Changed {
  readonly functions: readonly string[];
  /** Modules, and `vmlinux` for the kernel itself. */
  readonly modules: readonly string[];
  /** By driver that the kernel has: the changed modules that it calls. */
  readonly calls: ReadonlyMap<string, readonly string[]>;
}

/** Specs for one reason. */
export interface Concerned {
  /** `the driver uio_pci_generic, which it changes` */
  readonly why: string;
  readonly specs: readonly string[];
}

/** The specs of a plan that a patch affects. */
export interface Concern {
  readonly exercise: readonly Concerned[];
  /** Specs that exercise nothing of it, in cells whose machine runs it all the same. */
  readonly machine: number;
  /** Specs of which it is not known that they run any of it. */
  readonly none: number;
  /** Specs whose driver this kernel does not have: they will be skipped. */
  readonly absent: number;
  /** Cells whose device is bound by a changed driver as they boot. */
  readonly cells: readonly string[];
}

/** Sorts the specs that would run on patched by what they have to do with a patch. Each counts once, for its best cell. */
export function sortByConcern(plan: readonly PlannedCell[], changed: Changed, known?: Matrix["devices"]): Concern {
  const exercise = new Map<string, Set<string>>();
  const [seen, machine, none, absent] = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<string>()];
  const cells: string[] = [];
  for (const { cell, specs } of plan.filter(({ cell: { side } }) => side === "patched")) {
    const { driver } = findDevice(cell.device, known);
    const binds = driver !== undefined && changed.modules.includes(driver.module.replaceAll("-", "_"));
    if (binds) cells.push(cell.id);
    for (const { planned } of specs.filter(({ skip }) => skip === undefined)) {
      const { driver: needed } = planned.spec.needs;
      if (needed !== undefined && !changed.calls.has(needed)) {
        absent.add(planned.id);
        continue;
      }
      const why =
        reasonFor(planned.spec.needs, changed) ?? (binds ? ownReason(planned.spec.needs, driver.module) : undefined);
      if (why !== undefined) {
        exercise.set(why, (exercise.get(why) ?? new Set()).add(planned.id));
        seen.add(planned.id);
      } else (binds || changed.modules.includes("vmlinux") ? machine : none).add(planned.id);
    }
  }
  const idle = [...none].filter((id) => !seen.has(id) && !machine.has(id));
  return {
    exercise: [...exercise].map(([why, specs]) => ({ why, specs: [...specs] })),
    machine: [...machine].filter((id) => !seen.has(id)).length,
    none: idle.length,
    absent: absent.size,
    cells,
  };
}

/** A spec that asks for no driver is about the one that the device has, unless it is about the machine itself. */
function ownReason({ driver, proof }: Needs, own: string): string | undefined {
  return driver === undefined && proof !== true ? `the driver ${own}, which drives the device` : undefined;
}

type Needs = PlannedCell["specs"][number]["planned"]["spec"]["needs"];

function reasonFor({ driver, about = [] }: Needs, { functions, modules, calls }: Changed): string | undefined {
  if (driver !== undefined && modules.includes(driver)) return `the driver ${driver}, which it changes`;
  const named = functions.filter((name) => isAbout(about, name));
  if (named.length > 0) return `${named.map((name) => `${name}()`).join(", ")}, which it changes`;
  const called = driver === undefined ? [] : (calls.get(driver) ?? []);
  return called.length > 0 ? `the driver ${driver}, which calls ${called.join(" and ")}` : undefined;
}

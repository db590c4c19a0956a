// SPDX-License-Identifier: GPL-2.0-only
// Runs that never were, as large as real ones: the lab's own cells and specs, as `plan` gives them, with outcomes that
// are the same each time. What the tests of the pages render.
import path from "node:path";
import { pickConfiguration } from "../../record/result.ts";
import type { Profile } from "../../../lab/matrix.ts";
import { root } from "../../host/paths.ts";
import type { Cell, Job, Result, RunRecord, Stage } from "../../record/model.ts";
import { conclude } from "../../verdict/conclude.ts";
import { reduce } from "../../verdict/reduce.ts";
import { sampleEvents } from "../../report/testing/sample.ts";
import { planRecord } from "../../run/plan-record.ts";
import { loadSpecs } from "../../run/load-specs.ts";
import { makePlan } from "../../run/plan.ts";
import { appendices } from "./appendices.ts";
import { longText, sampleOutcome, type Trouble } from "./outcomes.ts";

/** What a generated run is like. */
export interface RunShape {
  readonly profile: Profile;
  /** The kernel versions of a run of several. */
  readonly kernels?: readonly string[];
  /** How much goes wrong. */
  readonly trouble: Trouble;
  /** Each family is there so often, under other names: as many specs as the lab may come to have. */
  readonly times?: number;
  /** Long names, long reasons, words that no line can be broken in. */
  readonly long?: boolean;
  /** The run ended when so large a part of its cells was done. */
  readonly until?: number;
  /** It ended before there was a plan. */
  readonly unplanned?: true;
}

// As msixlab.config.ts has them: what a patch is tested by beside these is not all shown in one run.
const specs = loadSpecs(["cell", "net/network.spec.ts", "uio_msi"].map((name) => path.join(root, "specs", name)));
const start = Date.UTC(2026, 10, 22, 9, 30);

async function makeSamplePlan({
  profile,
  kernels,
  times = 1,
  long,
}: RunShape): Promise<{ cells: Cell[]; jobs: Job[] }> {
  const plan = makePlan(await specs, { profile, kernels }, (side) => side === "patched");
  const { cells, jobs } = planRecord(plan);
  const copies = Array.from({ length: times }, (_, i) => i);
  const tail = long === true ? `, ${longText}` : "";
  const named = (spec: string, i: number): string => (i === 0 ? spec : spec.replace(": ", ` ${i + 1}: `)) + tail;
  return { cells, jobs: copies.flatMap((i) => jobs.map((job) => ({ ...job, spec: named(job.spec, i) }))) };
}

/** A machine that came up, with all that a record says of it. */
function booted(cell: Cell, i: number): Cell {
  const qemu = `qemu-system-x86_64 -machine q35,kernel-irqchip=split -accel tcg -cpu qemu64 -smp 2 -m 512 -kernel bzImage -initrd ${cell.side}.initrd -append 'console=ttyS0 panic=-1 oops=panic' -device pcie-root-port,id=rp0,chassis=1 -device ${cell.device},bus=rp0,netdev=n0,romfile= -netdev user,id=n0,restrict=on -nographic`;
  const console = `cells/${cell.id.replaceAll("/", "-")}/boot.console.log`;
  return { ...cell, bootSeconds: 3.1 + (i % 7) / 4, qemu, ssh: "ssh -p 40022 root@127.0.0.1", console };
}

function sampleStages(cells: readonly Cell[]): Stage[] {
  const stage = (name: string, subject: string, at: number, seconds: number): Stage => ({
    ...{ stage: name, subject, startedAt: start + at * 1000, seconds, cached: seconds < 1, ok: true },
  });
  const kernels = ["base", "patched"].flatMap((side, i) =>
    ["fetch", "patch", "configure", "build"].map((name, j) =>
      stage(name, `${side} 6.12.117`, i * 40 + j * 9, 0.5 + j * 11),
    ),
  );
  const ran = cells.flatMap(({ id }, i) => [
    stage("boot", id, 90 + (i >> 1) * 20, 4.7),
    stage("snapshot", id, 95 + (i >> 1) * 20, 0.7),
    stage("specs", id, 96 + (i >> 1) * 20, 13),
  ]);
  return [...kernels, ...ran];
}

function sampleResult(job: Job, cell: Cell, shape: RunShape): Result {
  const found = sampleOutcome(job, cell, shape.trouble);
  const { id, side, device, iommu } = cell;
  const reproduce = `npm run lab -- run --side ${side} --device ${device} --iommu ${iommu} --grep '${job.spec}'`;
  const good = found.outcome === "PASS" || found.outcome === "SKIP";
  const reason = shape.long === true && !good ? { reason: `${found.reason ?? ""}: ${longText}` } : {};
  return {
    ...{ spec: job.spec, cell: id, side, ...pickConfiguration(cell) },
    ...{ splats: [], expected: [], facts: {}, seconds: good ? 0.4 : 1.7, ...(good ? {} : { reproduce }) },
    ...found,
    ...reason,
  };
}

/** A run of this shape, judged by the lab's own verdict. */
export async function generateRun(shape: RunShape): Promise<RunRecord> {
  const { cells: planned, jobs } = await makeSamplePlan(shape);
  const done = Math.ceil(planned.length * (shape.until ?? 1));
  const cells = planned.map((cell, i) => (i < done ? booted(cell, i) : cell));
  const up = new Map(cells.slice(0, done).map((cell) => [cell.id, cell]));
  const results = jobs.flatMap((job) => {
    const cell = up.get(job.cell);
    return cell === undefined ? [] : [sampleResult(job, cell, shape)];
  });
  const stages = sampleStages(cells.slice(0, done));
  const cut = { blame: "lab" as const, message: "The run was ended by SIGINT.", output: "^C" };
  return conclude({
    ...reduce(sampleEvents()),
    ...{ cells, results, stages, jobs },
    ...(shape.unplanned === true ? { cells: [], jobs: [], kernels: [] } : {}),
    ...(shape.long === true ? { notes: [longText], command: `npm run lab -- ${longText}` } : {}),
    ...(shape.trouble === "none" ? {} : appendices(cells, shape.long === true ? ` ${longText}` : "")),
    ...(shape.until === undefined ? {} : { failure: cut }),
  });
}

// SPDX-License-Identifier: GPL-2.0-only
// The one result model. Events are written as they happen; a run record is what the events add up to; every report
// is a rendering of the record. The JSON Schema that ships is generated from these types.
import { z } from "zod";
import { CompilerError } from "./compiler-error.ts";
import { Coverage, CoverageSubject, FileCounts } from "./coverage.ts";
import { CommitRecord, KernelRecord } from "./kernel-record.ts";
import { Port } from "./port.ts";
import { KnownFailure, Verdict } from "./comparison.ts";
import { ReviewRemark } from "./remark.ts";
import { Cause } from "./cause.ts";
import { Configuration, Result, Side } from "./result.ts";
import { PlannedCheck, StaticCheck } from "./static.ts";

export * from "./cause.ts";
export * from "./comparison.ts";
export * from "./compiler-error.ts";
export * from "./coverage.ts";
export * from "./kernel-record.ts";
export * from "./port.ts";
export * from "./remark.ts";
export * from "./result.ts";
export * from "./static.ts";

const Blame = z.enum(["kernel", "spec", "lab", "usage"]);

export const Cell = z.object({
  id: z.string(),
  side: Side,
  ...Configuration.shape,
  /** Seconds from power-on to the first SSH command; absent if it never came. */
  bootSeconds: z.number().optional(),
  /** The QEMU command line, quoted for a shell. Its initrd holds the run's keys and goes when the run ends. */
  qemu: z.string().optional(),
  /** A line that opens a shell in the cell while it runs. */
  ssh: z.string().optional(),
  /** The `npm run lab -- shell …` line that boots such a machine again, at any time, and opens a shell in it. */
  shell: z.string().optional(),
  /** Console log, relative to the run's folder. */
  console: z.string().optional(),
  /** Why no spec could run in it. */
  failure: z.string().optional(),
  /** Whose fault that is; `kernel`: it panicked or hung before the first SSH command. */
  blame: Blame.optional(),
  /** The reason for programs. */
  cause: Cause.optional(),
});
export type Cell = z.infer<typeof Cell>;

/** One timed piece of work: where the time went, and what came from the cache. */
export const Stage = z.object({
  /** fetch, patch, configure, build, image, boot, snapshot, … */
  stage: z.string(),
  /** What it works on: a kernel's release, a cell's id. */
  subject: z.string(),
  startedAt: z.number(),
  seconds: z.number(),
  cached: z.boolean(),
  ok: z.boolean(),
});
export type Stage = z.infer<typeof Stage>;

/** One spec, or one whole spec file, that the plan wants to run in one cell. */
export const Job = z.object({
  cell: z.string(),
  spec: z.string(),
  /** Which time, from 1, in a run that repeats its cells. */
  round: z.number().int().positive().optional(),
  skip: z.string().optional(),
});
export type Job = z.infer<typeof Job>;

/** Where a patch does not fit its source. */
export const Conflict = z.object({
  patch: z.string(),
  file: z.string().optional(),
  /** `2 of 5` */
  hunk: z.string().optional(),
  line: z.number().optional(),
  /** The hunk as it stands in the patch. */
  text: z.string().optional(),
});
export type Conflict = z.infer<typeof Conflict>;

/** A whole run: `run.json`. */
export const RunRecord = z.object({
  schemaVersion: z.literal(2),
  id: z.string(),
  /** The `npm run lab -- …` line. */
  command: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().optional(),
  host: z.object({ os: z.string(), kernel: z.string(), cpus: z.number(), node: z.string(), qemu: z.string() }),
  accelerator: z.object({ name: z.enum(["kvm", "tcg"]), why: z.string() }),
  series: z.object({ name: z.string(), path: z.string(), patches: z.array(z.string()) }).optional(),
  kernels: z.array(KernelRecord),
  stages: z.array(Stage),
  cells: z.array(Cell),
  /** What was planned: a job of these without a result is MISS. */
  jobs: z.array(Job).optional(),
  results: z.array(Result),
  /** Specs that were run again by themselves, since they failed or could not be run: evidence beside the results. */
  repeats: z.array(Result).optional(),
  /** Failures that are known, as they were listed. */
  known: z.array(KnownFailure).optional(),
  /** What tools said about the series that run nothing, if they were asked. */
  static: z.array(StaticCheck).optional(),
  /** Coverage of the series, if a kernel of the run measured it. */
  coverage: Coverage.optional(),
  /** Things a reader must know: what was installed, fell back, was left out. */
  notes: z.array(z.string()),
  /** What a review of the series says, if it was taken from one. */
  review: z.array(ReviewRemark).optional(),
  /** What bringing old patches forward changed, if that was asked for. */
  port: Port.optional(),
  /** The patches of the series one by one, in a run that looks at each. */
  commits: z.array(CommitRecord).optional(),
  /** Set if nothing was run, since both sides' kernels came out the same: how they were compared. */
  unchanged: z.string().optional(),
  /** Set if nothing was run, since no machine of the lab runs what the series changes: why not. */
  untested: z.string().optional(),
  /** Why the run ended before its plan did, if it did. */
  failure: z
    .object({
      blame: Blame,
      message: z.string(),
      cause: Cause.optional(),
      output: z.string().optional(),
      /** What the compiler refuses, of a kernel that does not build. */
      errors: z.array(CompilerError).optional(),
      /** The side whose kernel it was, if it was one. */
      side: Side.optional(),
      /** Set if the series does not fit its source. */
      conflict: Conflict.optional(),
    })
    .optional(),
  verdict: Verdict.optional(),
});
export type RunRecord = z.infer<typeof RunRecord>;

/** What happens in a run, as it happens. `time` is epoch milliseconds; `cell` is a cell's id where it has one. */
const base = { time: z.number(), cell: z.string().optional() };
const header = RunRecord.pick({ id: true, command: true, startedAt: true, host: true });
export const Event = z.discriminatedUnion("type", [
  z.object({ ...base, type: z.literal("run-start"), source: z.literal("lab"), run: header }),
  z.object({
    ...base,
    type: z.literal("plan"),
    source: z.literal("lab"),
    cells: z.array(Cell),
    jobs: z.array(Job),
  }),
  z.object({
    ...base,
    type: z.literal("accelerator"),
    source: z.literal("lab"),
    accelerator: RunRecord.shape.accelerator,
  }),
  z.object({ ...base, type: z.literal("series"), source: z.literal("lab"), series: RunRecord.shape.series.unwrap() }),
  z.object({ ...base, type: z.literal("note"), source: z.literal("lab"), text: z.string() }),
  z.object({ ...base, type: z.literal("static-plan"), source: z.literal("lab"), checks: z.array(PlannedCheck) }),
  z.object({ ...base, type: z.literal("static"), source: z.literal("lab"), check: StaticCheck }),
  z.object({ ...base, type: z.literal("review"), source: z.literal("lab"), remarks: z.array(ReviewRemark) }),
  z.object({ ...base, type: z.literal("port"), source: z.literal("lab"), port: Port }),
  z.object({ ...base, type: z.literal("known"), source: z.literal("lab"), failures: z.array(KnownFailure) }),
  /** Both sides' kernels are the same: nothing is run. */
  z.object({ ...base, type: z.literal("unchanged"), source: z.literal("lab"), text: z.string() }),
  /** No machine of the lab runs what the series changes: nothing is run. */
  z.object({ ...base, type: z.literal("untested"), source: z.literal("lab"), text: z.string() }),
  z.object({
    ...base,
    type: z.literal("stage-start"),
    source: z.enum(["lab", "build", "qmp"]),
    stage: z.string(),
    subject: z.string(),
  }),
  /** `done` of `total` where it can be known; `text` is the newest thing done (`CC drivers/uio/uio.o`). */
  z.object({
    ...base,
    type: z.literal("stage-progress"),
    source: z.enum(["lab", "build", "qmp"]),
    stage: z.string(),
    subject: z.string(),
    done: z.number().optional(),
    total: z.number().optional(),
    text: z.string(),
  }),
  z.object({ ...base, type: z.literal("stage-end"), source: z.enum(["lab", "build", "qmp"]), record: Stage }),
  z.object({ ...base, type: z.literal("kernel"), source: z.literal("build"), kernel: KernelRecord }),
  /** What is known of a patch of the series by itself: the last word counts. */
  z.object({ ...base, type: z.literal("commit"), source: z.literal("lab"), record: CommitRecord }),
  /** A cell came up, or did not: the record replaces the planned one. */
  z.object({ ...base, type: z.literal("cell"), source: z.literal("lab"), record: Cell }),
  z.object({ ...base, type: z.literal("spec-start"), source: z.literal("spec"), spec: z.string() }),
  z.object({ ...base, type: z.literal("result"), source: z.literal("spec"), result: Result }),
  /** A kernel that counts: what can be counted in it. */
  z.object({ ...base, type: z.literal("coverage-subject"), source: z.literal("build"), subject: CoverageSubject }),
  /** What ran in a cell: the series' own lines alone. */
  z.object({
    ...base,
    type: z.literal("coverage"),
    source: z.literal("lab"),
    counts: z.array(FileCounts),
    /** How many machines gave theirs. */
    machines: z.number().optional(),
    round: z.number().int().positive().optional(),
  }),
  /** What was run in the guest and what came of it. */
  z.object({
    ...base,
    type: z.literal("command"),
    source: z.literal("ssh"),
    command: z.string(),
    code: z.number(),
    seconds: z.number(),
  }),
  z.object({ ...base, type: z.literal("qmp"), source: z.literal("qmp"), event: z.string() }),
  z.object({
    ...base,
    type: z.literal("failure"),
    source: z.literal("lab"),
    failure: RunRecord.shape.failure.unwrap(),
  }),
  z.object({ ...base, type: z.literal("run-end"), source: z.literal("lab"), finishedAt: z.string(), verdict: Verdict }),
]);
export type Event = z.infer<typeof Event>;

type Untimed<E> = E extends Event ? Omit<E, "time"> : never;
/** An event as its source says it; whoever writes it down adds the time. */
export type EventBody = Untimed<Event>;
/** Says an event. Never throws, never waits. */
export type Emit = (event: EventBody) => void;

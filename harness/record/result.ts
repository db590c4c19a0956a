// SPDX-License-Identifier: GPL-2.0-only
// What one spec did in one cell. Part of the result model: import it from model.ts.
import { z } from "zod";
import { flavourFacts } from "../../lab/flavour.ts";
import { Cause } from "./cause.ts";

/** The kernel without the series under test, or with it. */
export const Side = z.enum(["base", "patched"]);
export type Side = z.infer<typeof Side>;

/** KCIDB's: FAIL is the kernel's fault, ERROR the spec's own, MISS the lab's, DONE a measurement without a verdict. */
export const Outcome = z.enum(["PASS", "FAIL", "SKIP", "ERROR", "MISS", "DONE"]);
export type Outcome = z.infer<typeof Outcome>;

/** The machine and the kernel's flavour: what a cell has in common with its counterpart on the other side. */
const configuration = {
  device: z.string(),
  iommu: z.string(),
  /** What is out of the ordinary about the machine. */
  variant: z.string().optional(),
  /** How the kernel is instrumented; `plain` where it is not said. */
  flavour: z.string().optional(),
  /** Which of the run's kernel versions, in a run of several: `6.1`. */
  kernel: z.string().optional(),
  /** The kernel with so many patches of the series, in a run that looks at each commit. */
  commit: z.number().int().positive().optional(),
};
export const Configuration = z.object(configuration);
export type Configuration = z.infer<typeof Configuration>;

/** The place of what has one, and nothing else of it. */
export function pickConfiguration({ device, iommu, variant, flavour, kernel, commit }: Configuration): Configuration {
  return {
    device,
    iommu,
    ...(variant === undefined ? {} : { variant }),
    ...(flavour === undefined ? {} : { flavour }),
    ...(kernel === undefined ? {} : { kernel }),
    ...(commit === undefined ? {} : { commit }),
  };
}

/** `igb/iommu-off`, and what is out of the ordinary: `igb/iommu-off/nomsi/debug`, `igb/iommu-off/commit-2@6.1`. */
export function configurationName({
  device,
  iommu,
  variant,
  flavour = "plain",
  kernel,
  commit,
}: Configuration): string {
  const odd = [
    variant,
    flavour === "plain" ? undefined : flavour,
    commit === undefined ? undefined : `commit-${commit}`,
  ];
  const name = [device, `iommu-${iommu}`, ...odd].filter(Boolean).join("/");
  return kernel === undefined ? name : `${name}@${kernel}`;
}

/** What counts what runs is compared with what it is built as: base has nothing to count. */
function comparedFlavour(flavour: string): string {
  const facts = Object.entries(flavourFacts).find(([name]) => name === flavour)?.[1];
  return facts?.builtAs ?? flavour;
}

/** Where the base of a place is: what a commit is compared with is the base of the whole series, there is no other. */
export function baseConfiguration({ commit: _, flavour, ...configuration }: Configuration): Configuration {
  return pickConfiguration(
    flavour === undefined ? configuration : { ...configuration, flavour: comparedFlavour(flavour) },
  );
}

/** Something that the kernel complained about in its log. */
export const Splat = z.object({
  kind: z.enum([
    "panic",
    "oops",
    "bug",
    "warning",
    "kasan",
    "kcsan",
    "kmsan",
    "kfence",
    "ubsan",
    "lockdep",
    "atomic",
    "hung-task",
    "lockup",
    "rcu-stall",
    "irq",
    "memory",
    "leak",
    "refcount",
    "list",
    "iommu-fault",
    "device",
    "dma-api",
    "debug-objects",
    "other",
  ]),
  /** The line that says it, without timestamp. */
  header: z.string(),
  /** Zero-based line in the log that was judged. */
  line: z.number().int().nonnegative(),
  /** The report as printed, timestamps stripped. */
  text: z.array(z.string()),
  /** As a maintainer would call it: `KASAN: slab-use-after-free Read in uio_release`. */
  title: z.string().optional(),
  /** The function to blame: the first of the stack trace that does not only pass on its caller's fault. */
  at: z.string().optional(),
  /** The functions on the way to it, the likeliest to blame first. */
  functions: z.array(z.string()).optional(),
  /** The access that an IOMMU stopped, where it tells whose. */
  fault: z
    .object({
      source: z.string(),
      /** I/O virtual address in hexadecimal digits: `0x19d3000`. */
      address: z.string(),
      access: z.enum(["read", "write", "interrupt", "unknown"]),
    })
    .optional(),
  /** The source line of it, where the report or the symbols tell: `drivers/uio/uio.c:143`. */
  file: z.string().optional(),
  /** The same for all reports of one defect, on any machine and in any run. */
  fingerprint: z.string().optional(),
});
export type Splat = z.infer<typeof Splat>;

/** Samples of one thing. */
export const Distribution = z.object({
  name: z.string(),
  count: z.number().int().positive(),
  least: z.number(),
  p5: z.number(),
  median: z.number(),
  p95: z.number(),
  most: z.number(),
  /** Counts in bins that are equally wide on a logarithmic scale, from the measurement's `from` to its `to`. */
  histogram: z.array(z.number().int().nonnegative()),
});
export type Distribution = z.infer<typeof Distribution>;

/** The ratio of two medians with its 95 % interval. */
export const Ratio = z.object({
  of: z.string(),
  to: z.string(),
  ratio: z.number(),
  low: z.number(),
  high: z.number(),
});
export type Ratio = z.infer<typeof Ratio>;

/** Several distributions on one scale. */
export const Measurement = z.object({
  what: z.string(),
  unit: z.string(),
  from: z.number(),
  to: z.number(),
  distributions: z.array(Distribution),
  ratios: z.array(Ratio),
});
export type Measurement = z.infer<typeof Measurement>;

/** What a splat is called in reports: its title, or what the kernel said where a record has none. */
export function splatName({ title, header }: Pick<Splat, "title" | "header">): string {
  return title ?? header;
}

/** One spec in one cell, once. */
export const Result = z.object({
  /** `bind: the driver takes the NIC` : the file's family, a colon, the test's sentence. */
  spec: z.string(),
  /** `patched/igb/iommu-off`. */
  cell: z.string(),
  side: Side,
  ...configuration,
  /** The spec that ran it, of a test that is somebody else's. */
  parent: z.string().optional(),
  /** Which time it was, from 1, in a run that repeats its cells. */
  round: z.number().int().positive().optional(),
  /** Which time it was run again by itself, from 1, since it failed or could not be run. */
  repeat: z.number().int().positive().optional(),
  outcome: Outcome,
  /** Why it is not PASS: one sentence. Always there for SKIP, FAIL, ERROR and MISS. */
  reason: z.string().optional(),
  /** The same for programs; always there for FAIL, ERROR and MISS. */
  cause: Cause.optional(),
  /** What the assertion or command said in full: diff, output. */
  detail: z.string().optional(),
  seconds: z.number().nonnegative(),
  /** The earlier run that measured it, if it was not this one: base passed there with the same kernel, machine and specs. */
  reused: z.string().optional(),
  splats: z.array(Splat),
  /** Complaints that the spec declared and that came. */
  expected: z.array(z.string()),
  /** Console between the start and the end of the spec, in full for all but PASS and SKIP. */
  console: z.string().optional(),
  /** Facts the spec measured or saw: `{ "vector 3": "1" }`. */
  facts: z.record(z.string(), z.string()),
  /** What it measured, for a picture. */
  measurements: z.array(Measurement).optional(),
  /** One `npm run lab -- …` line that does it again. */
  reproduce: z.string().optional(),
});
export type Result = z.infer<typeof Result>;

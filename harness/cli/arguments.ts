// SPDX-License-Identifier: GPL-2.0-only
// What is typed becomes what is run. Bad input is a UsageError that says what to do.
import os from "node:os";
import path from "node:path";
import { cells, ownMatrix } from "../../lab/matrix.ts";
import { UsageError } from "../host/errors.ts";
import { shellQuote } from "../host/exec.ts";
import { labCommand, labWords } from "../host/typed.ts";
import type { Filters, KernelTarget, RunOptions } from "../run/options.ts";
import { qemuBinary, type EnsureOptions } from "../setup/ensure.ts";
import { findCommand } from "../host/find.ts";
import { defaultKernel, namedKernels, type NamedKernel } from "./kernels.ts";
import { configured } from "./config.ts";
import { readKnownFailures } from "./known-failures.ts";
import { seriesOn, takePatches } from "./patches.ts";
import type { RawOptions } from "./raw-options.ts";
import { reproduceOptions } from "./reproduce.ts";

/** The cells and specs that were asked for. @throws {UsageError} if a cell is asked for that does not exist. */
export function readFilters(raw: RawOptions, kernels?: readonly string[], matrix = ownMatrix): Filters {
  const { device: devices, iommu: iommus, side: sides, variant: variants, flavour: flavours, cell: ids } = raw;
  const noDevice = devices?.find((model) => !Object.hasOwn(matrix.devices, model));
  if (noDevice !== undefined)
    throw new UsageError(`--device ${noDevice}: there is no such device`, {
      hint: `there are ${Object.keys(matrix.devices).join(", ")}`,
    });
  const all = [...cells({ matrix, profile: "full" }), ...cells({ matrix, profile: "full", kernels })];
  const known = new Set([...all, ...cells({ matrix, ids }), ...cells({ matrix, ids, kernels })].map(({ id }) => id));
  const unknown = ids?.find((id) => !known.has(id));
  if (unknown !== undefined)
    throw new UsageError(`--cell ${unknown}: there is no such cell`, {
      hint: `${labCommand("plan --profile full")} lists them`,
    });
  const { profile, grep, count } = raw;
  return { matrix, profile, devices, iommus, sides, variants, flavours, kernels, ids, grep, count };
}

/** All of a run's options, checked. @throws {UsageError} */
export async function readRunOptions(
  typed: RawOptions,
  argv: readonly string[] = process.argv.slice(2),
): Promise<RunOptions> {
  const { raw, folder, settings, matrix, choose, reproduce: configuration } = await configured(typed);
  const jobs = raw.jobs ?? os.availableParallelism();
  const qemu = qemuBinary(raw.qemu);
  const kernels = await namedKernels(raw.kernel ?? [defaultKernel], raw);
  const [{ source, version }] = kernels;
  const { reproduce, ...subject } = await takePatches(raw, source, version, typed);
  const again = (kernel: NamedKernel): string[] =>
    reproduceOptions(typed, typed.kernel === undefined ? undefined : kernel.what, [...configuration, ...reproduce]);
  // The static checks need no QEMU and no specs.
  const { kernel: which, sha256, port } = typed;
  const statically = ({ what }: NamedKernel): string[] =>
    reproduceOptions(
      { ...(sha256 === undefined ? {} : { sha256 }), ...(port === undefined ? {} : { port }) },
      which === undefined ? undefined : what,
      [...configuration, ...reproduce],
    );
  const readTarget = async (kernel: NamedKernel): Promise<KernelTarget> => ({
    name: kernel.name,
    source: kernel.source,
    series: await seriesOn(subject.series, raw, kernel.version),
    baseSeries: subject.baseSeries,
    reproduce: again(kernel),
  });
  return {
    filters: readFilters(withoutSeries(raw), kernels.length > 1 ? kernels.map(({ name }) => name) : undefined, matrix),
    source,
    ...subject,
    settings,
    ...(raw.port === true ? { port: true } : {}),
    ...(kernels.length > 1 ? { targets: await Promise.all(kernels.map(readTarget)) } : {}),
    ...(raw.eachCommit === true ? { eachCommit: true } : {}),
    ...(raw.kselftest === undefined ? {} : { kselftests: raw.kselftest }),
    ...(raw.kunit === undefined ? {} : { kunit: raw.kunit }),
    qemu: findCommand(qemu) ?? qemu,
    out: path.resolve(raw.out ?? path.join(folder, "out")),
    specs: (raw.specs ?? ["specs"]).map((place) => path.resolve(place)),
    ...(choose === undefined ? {} : { choose }),
    jobs,
    repeat: raw.repeat ?? 1,
    repeatFailures: raw.repeatFailures ?? true,
    reuse: choose !== undefined && (raw.repeat ?? 1) === 1 && (raw.reuse ?? true),
    known: await readKnownFailures(raw.knownFailures),
    ...((raw.static ?? raw.profile === "full") ? { static: { reproduce: kernels.map(statically) } } : {}),
    reproduce: again(kernels[0]),
    command: shellQuote(labWords(argv)),
  };
}

/** Without patches there is one side: the kernel as it is. */
function withoutSeries(raw: RawOptions): RawOptions {
  if (raw.series !== undefined || raw.patch !== undefined || raw.outOfTree !== undefined) return raw;
  return { ...raw, side: ["base"], count: false };
}

/** Says on stderr how the series was taken in: a run has that in its report, other verbs have none. */
export function sayNotes({ notes = [] }: Pick<RunOptions, "notes">): void {
  for (const note of notes) console.error(`note: ${note}`);
}

/** What the host must have for what was asked. */
export function hostNeeds({ qemu, port, kselftest }: Pick<RawOptions, "qemu" | "port" | "kselftest">): EnsureOptions {
  return { qemu, also: [...(port === true ? ["spatch"] : []), ...(kselftest === undefined ? [] : ["rsync"])] };
}

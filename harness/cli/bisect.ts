// SPDX-License-Identifier: GPL-2.0-only
import { InvalidArgumentError, type Command } from "@commander-js/extra-typings";
import { cells, configurationName, type CellSpec } from "../../lab/matrix.ts";
import { referenceModel } from "../../lab/device/index.ts";
import { endInOrder } from "../host/ending.ts";
import { UsageError } from "../host/errors.ts";
import { cacheRoot } from "../host/paths.ts";
import { compilePattern } from "../host/pattern.ts";
import { labCommand, labName } from "../host/typed.ts";
import { renderBisectionText } from "../report/bisection-write.ts";
import { parseCommit, commitRange } from "../experiments/bisect/commit-range.ts";
import { seriesRange, type BisectRange } from "../experiments/bisect/bisect-range.ts";
import { runBisect } from "../experiments/bisect.ts";
import type { RunOptions } from "../run/options.ts";
import { runSpecs } from "../run/chosen-specs.ts";
import type { PlannedSpec } from "../run/plan.ts";
import { ensureHost } from "../setup/ensure.ts";
import { hostNeeds, readRunOptions } from "./arguments.ts";
import { chosenOptions } from "./look.ts";
import { addKernel, addRunning } from "./options.ts";
import type { RawOptions } from "./raw-options.ts";

const help = `
Examples:
  ${labName} bisect --patch thread.mbox --base-patch before.mbox --spec 'each vector'   which patch of a series
  ${labName} bisect --good ~/linux:v6.12 --bad ~/linux:topic --spec 'a link comes up'   which commit of a tree
  ${labName} bisect --series my-patches/ --splat 'use-after-free'                       where a splat comes from
Flaky specs and bugs that show up only sometimes are fine: each point runs as often as needed.
Patches that do not apply, build or boot are skipped.
With git's own bisection: git bisect run node …/harness/bootstrap.mjs lab run --kernel . --side patched --grep … --bisect-run
Exit code: 0 found, 1 not found (the ends do not differ, or nothing between them can be tested), 2 usage, 3 lab failure.`;

/** `bisect`: which patch of a series, or commit of a tree, broke a spec. */
export function bisect(program: Command): void {
  const command = program.command("bisect").description("find the patch or commit that broke a spec, even a flaky one");
  addRunning(addKernel(command))
    .option(
      "--spec <text>",
      "specs whose name contains TEXT or matches /REGEX/; the first that fails at the bad end is used",
    )
    .option("--splat <title>", "count only failures with a splat whose title contains TEXT or matches /REGEX/")
    .option("--cell <id>", "run it in this cell (default: the first that the patches choose, or igb/iommu-off)")
    .option("--good <repository:commit>", "a good commit")
    .option("--bad <repository:commits>", "a bad commit, or both ends: REPOSITORY:GOOD..BAD")
    .option("--confidence <percent>", "stop when this sure of the answer", parsePercent, 99)
    .option("--runs <n>", "run at most this often in total", parseRuns, 400)
    .option("--json", "print the record as JSON; progress goes to stderr")
    .addHelpText("after", help)
    .action(async (raw) => {
      if (raw.spec === undefined && raw.splat === undefined)
        throw new UsageError("What to bisect? --spec names a spec, --splat a splat.");
      if (raw.port === true && raw.bad !== undefined)
        throw new UsageError("--port works on a series, not on a range of commits.");
      const asked = await readRunOptions({ ...raw, cell: [] });
      // Commits of a tree are about anything.
      const options =
        raw.bad === undefined
          ? await chosenOptions(raw, asked)
          : { ...asked, specs: asked.choose?.specs ?? asked.specs };
      const request = {
        ...{ range: await readBisectRange(raw, options), cell: readCell(raw.cell, options), splat: raw.splat },
        ...{ specs: await findSpecs(raw.spec, options), confidence: raw.confidence / 100, runs: raw.runs },
      };
      await ensureHost(hostNeeds(raw));
      const say = raw.json === true ? console.error : console.log;
      const { record, folder } = await runBisect(options, request, endInOrder(), (text) => say(text));
      say(`\n${renderBisectionText(record)}${folder}/bisect.html`);
      if (raw.json === true) console.log(JSON.stringify(record, null, 2));
      process.exitCode = record.exitCode;
    });
}

type Ends = Pick<RawOptions, "bad" | "series" | "patch"> & { readonly good?: string };

async function readBisectRange(raw: Ends, options: RunOptions): Promise<BisectRange> {
  const { source, series, baseSeries } = options;
  if (raw.good === undefined && raw.bad === undefined) return seriesRange(source, series, baseSeries);
  if (raw.bad === undefined)
    throw new UsageError("--good without --bad: give REPOSITORY:COMMIT of a kernel that fails");
  const [from, to] = raw.bad.includes("..") ? raw.bad.split(/\.{2,3}/) : [undefined, raw.bad];
  const bad = from === undefined ? parseCommit("bad", raw.bad) : { ...parseCommit("bad", from), commit: to ?? "" };
  const good = raw.good === undefined ? parseCommit("bad", from ?? raw.bad) : parseCommit("good", raw.good);
  if (raw.good === undefined && from === undefined)
    throw new UsageError("--bad without --good: give a kernel that works");
  if (good.repository !== bad.repository) throw new UsageError("--good and --bad must be in the same repository.");
  // A series of one's own goes on top of each commit; ours does not, unless it is named.
  const onTop = raw.series === undefined && raw.patch === undefined ? baseSeries : series;
  return commitRange(bad.repository, { good: good.commit, bad: bad.commit }, onTop, cacheRoot());
}

/** @throws {UsageError} */
function readCell(typed: string | undefined, { choice, filters: { matrix } }: RunOptions): CellSpec {
  const [first = { device: referenceModel, iommu: "off", flavour: "plain" }] = choice?.machines.quick ?? [];
  const name = typed ?? configurationName(first);
  const id = /^(?:base|patched)\//.test(name) ? name.replace(/^base/, "patched") : `patched/${name}`;
  const [cell] = cells({ matrix, profile: "full", ids: [id] });
  if (cell !== undefined) return cell;
  throw new UsageError(`--cell ${name}: there is no such cell`, {
    hint: `${labCommand("plan --profile full")} lists them`,
  });
}

async function findSpecs(spec: string | undefined, options: RunOptions): Promise<readonly PlannedSpec[]> {
  const matches = compilePattern(spec);
  const found = (await runSpecs(options)).filter(({ id, spec: { needs } }) => needs.proof !== true && matches(id));
  if (found.length === 0) throw new UsageError(`no spec matches --spec ${spec ?? ""}`);
  return found;
}

function parsePercent(text: string): number {
  const percent = Number(text);
  if (percent >= 60 && percent <= 99.99) return percent;
  throw new InvalidArgumentError("It must be a percentage from 60 to 99.99.");
}

function parseRuns(text: string): number {
  const runs = Number(text);
  if (Number.isInteger(runs) && runs >= 10) return runs;
  throw new InvalidArgumentError("It must be a number, 10 or more.");
}

// SPDX-License-Identifier: GPL-2.0-only
// However the lab ends, in whichever stage: it ends at once, leaves its reports and nothing else, and the next run works.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { defaultKernel, parseKernelSource } from "../cli/kernels.ts";
import { hostLoad } from "../host/deadline.ts";
import { run } from "../host/exec.ts";
import { findCommand } from "../host/find.ts";
import { cacheRoot } from "../host/paths.ts";
import { sourceFolder } from "../kernel/index.ts";
import { eventually, inFolder, processesMarked, processesWith, runLab, startLab, type StartedLab } from "./lab.ts";

/** Milliseconds from the signal to the end, on a host that is not busy. */
const soon = 3000;

const only = ["--device", "igb", "--iommu", "off", "--side", "patched"];

type Signal = "SIGINT" | "SIGTERM";

const codes = { SIGINT: 130, SIGTERM: 143 } as const;

/** A stage, and how a lab gets into the middle of it. */
interface Stage {
  readonly name: string;
  readonly args: readonly string[];
  /** What runs in the guest: it comes last. */
  readonly command?: readonly string[];
  readonly signal: Signal;
  /** The event after which it is in the middle of it; or what it says, of a verb that keeps no journal. */
  readonly event: RegExp;
  /** The report that has what there was; none where nothing was found yet. */
  readonly report?: string;
}

/** What a lab has written down of its events, and has said. */
function heard(lab: StartedLab, out: string): string {
  const journal = path.join(out, "latest/events.jsonl");
  return lab.said() + (existsSync(journal) ? readFileSync(journal, "utf8") : "");
}

/** Ends a lab in the middle of a stage. `env` is what marks its processes, too. */
async function endIn(t: ExecutionContext, stage: Stage, out: string, env: Readonly<Record<string, string>> = {}) {
  const lab = startLab([...stage.args, "--out", out, ...(stage.command ?? [])], { MSIXLAB_FLAKY: out, ...env });
  let over = false;
  void lab.ended.then(() => (over = true));
  await eventually(`${stage.name} at work`, 600_000, () => stage.event.test(heard(lab, out)) || over || undefined);
  t.false(over, `it ended before ${stage.name} was at work: ${lab.said()}`);
  const at = performance.now();
  lab.process.kill(stage.signal);
  const { code, output } = await lab.ended;
  const took = Math.round(performance.now() - at);
  t.log(`${stage.name}: ${took} ms`);
  t.is(code, codes[stage.signal], output);
  t.true(took < soon * hostLoad(), `it took ${took} ms`);
  t.notRegex(output, /did not end in time/);
  // What was killed may be a moment in its last exit.
  await eventually(`the end of ${processesMarked(out).join("; ")}`, 2000, () =>
    processesMarked(out).length === 0 ? true : undefined,
  );
  if (stage.report !== undefined) t.true(existsSync(path.join(out, "latest", stage.report)), stage.report);
}

const progress = (stage: string, text = ""): RegExp =>
  new RegExp(`"type":"stage-progress"[^\\n]*"stage":"${stage}"[^\\n]*"text":"${text}`);
const start = (stage: string): RegExp => new RegExp(`"type":"stage-start"[^\\n]*"stage":"${stage}"`);
const [report, quickly] = ["report.html", [...only, "--grep", "cell: the machine"]];

/** Up to a kernel: in a cache of their own, each going on with what the one before left in it. */
const building: readonly Stage[] = [
  { name: "image", args: quickly, signal: "SIGTERM", event: start("image"), report },
  { name: "fetch", args: quickly, signal: "SIGINT", event: progress("fetch"), report },
  { name: "patch", args: quickly, signal: "SIGTERM", event: start("patch"), report },
  { name: "configure", args: quickly, signal: "SIGINT", event: progress("configure", "make"), report },
  { name: "build", args: quickly, signal: "SIGINT", event: progress("build", "(HOST)?CC"), report },
  { name: "static checks", args: ["check", "--only", "gcc"], signal: "SIGTERM", event: start("static"), report },
];

/** A cache beside the one that all share: hard links need the same file system. */
async function cacheBeside(t: ExecutionContext): Promise<string> {
  await mkdir(cacheRoot(), { recursive: true });
  const cache = await mkdtemp(path.join(path.dirname(cacheRoot()), "msixlab-ending-"));
  t.teardown(() => rm(cache, { recursive: true, force: true }));
  return cache;
}

/** What a killed lab must not leave: an artifact that is not whole. */
function halves(cache: string): string[] {
  const inside = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
  const kernels = path.join(cache, "kernel/artifacts");
  const images = path.join(cache, "image");
  return [
    ...inside(kernels).filter((hash) => !existsSync(path.join(kernels, hash, "kernel.json"))),
    ...inside(images).flatMap((hash) => inside(path.join(images, hash)).filter((name) => !name.endsWith(".cpio"))),
  ];
}

test.serial(
  "a signal in each stage up to a kernel ends the lab at once, and the next goes on from there",
  async (t) => {
    const { folder } = await sourceFolder(parseKernelSource(defaultKernel), {
      cache: cacheRoot(),
      emit: () => undefined,
      jobs: 1,
    });
    const cache = await cacheBeside(t);
    const sources = path.join(cache, "kernel/sources");
    for (const stage of building) {
      await inFolder((out) => endIn(t, stage, out, { MSIXLAB_CACHE: cache }));
      t.deepEqual(processesMarked(cache), []);
      t.deepEqual(halves(cache), [], stage.name);
      if (stage.name !== "fetch") continue;
      t.false(existsSync(path.join(sources, path.basename(folder))), "no source that is half unpacked");
      await run("cp", ["-al", folder, sources]);
    }
  },
);

const older = path.join(import.meta.dirname, "patches/older-api.patch");
/** Coccinelle brings a patch forward; where it is not, nothing can be ended. */
const porting: readonly Stage[] =
  findCommand("spatch") === undefined
    ? []
    : [
        {
          name: "port",
          args: [...quickly, "--patch", older, "--port"],
          signal: "SIGINT",
          event: start("port"),
          report,
        },
      ];

const waiting = ["--specs", "harness/testing/specs", "--grep", "waiting"];
const flaky = ["--specs", "harness/testing/flaky", "--grep", "always fails"];
const specStarts = /"type":"spec-start"/;

/** With a kernel. */
const running: readonly Stage[] = [
  { name: "boot", args: quickly, signal: "SIGINT", event: start("boot"), report },
  { name: "snapshot", args: quickly, signal: "SIGTERM", event: start("snapshot"), report },
  { name: "a spec", args: [...only, ...waiting], signal: "SIGINT", event: specStarts, report },
  { name: "another spec", args: [...only, ...waiting], signal: "SIGTERM", event: specStarts, report },
  { name: "repetition", args: [...only, ...flaky], signal: "SIGINT", event: start("repeat"), report },
  {
    name: "mutate",
    args: ["mutate", "memory-decode-of-a-vf"],
    signal: "SIGINT",
    event: start("boot"),
    report: "mutants.html",
  },
  {
    name: "bisect",
    args: ["bisect", "--spec", "network: ", "--cell", "igb/iommu-off"],
    signal: "SIGTERM",
    event: start("boot"),
  },
  {
    name: "regressions",
    args: ["regressions", "igb-channels-pairing", "--profile", "quick"],
    signal: "SIGINT",
    event: start("boot"),
    report: "regressions.html",
  },
  {
    name: "census",
    args: ["census", "--device", "igb"],
    signal: "SIGTERM",
    event: start("(?:configure|build|boot)"),
    report: "census.html",
  },
  ...porting,
  {
    name: "shell",
    args: ["shell", "--device", "igb", "--iommu", "off"],
    command: ["--", "echo in the guest; sleep 600"],
    signal: "SIGTERM",
    event: /in the guest/,
  },
];

for (const stage of running)
  test.serial(`${stage.signal} in the middle of ${stage.name} ends the lab at once`, async (t) => {
    await inFolder((out) => endIn(t, stage, out));
  });

test.serial("SIGKILL in the middle of a spec leaves no process behind", async (t) => {
  await inFolder(async (out) => {
    const lab = startLab([...only, ...waiting, "--out", out]);
    await eventually("a spec", 300_000, () => specStarts.test(heard(lab, out)) || undefined);
    lab.process.kill("SIGKILL");
    t.is((await lab.ended).signal, "SIGKILL");
    await eventually(`the end of ${processesMarked(out).join("; ")}`, 20_000, () =>
      processesMarked(out).length === 0 ? true : undefined,
    );
  });
});

test.serial("after that the lab works", async (t) => {
  await inFolder(async (out) => {
    const { code, output } = await runLab([...quickly, "--out", out]);
    t.is(code, 0, output);
    t.deepEqual(processesWith(out), []);
  });
});

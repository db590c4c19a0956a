// SPDX-License-Identifier: GPL-2.0-only
// However the lab ends, in whichever stage: it ends at once, leaves its reports and nothing else, and the next run works.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { hostLoad } from "../host/deadline.ts";
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
  const lab = startLab([...stage.args, "--out", out], { MSIXLAB_FLAKY: out, ...env });
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

const start = (stage: string): RegExp => new RegExp(`"type":"stage-start"[^\\n]*"stage":"${stage}"`);
const [report, quickly] = ["report.html", [...only, "--grep", "cell: the machine"]];

const waiting = ["--specs", "harness/testing/specs", "--grep", "waiting"];
const flaky = ["--specs", "harness/testing/flaky", "--grep", "always fails"];
const specStarts = /"type":"spec-start"/;

/** With a kernel. */
const running: readonly Stage[] = [
  { name: "boot", args: quickly, signal: "SIGINT", event: start("boot"), report },
  { name: "a spec", args: [...only, ...waiting], signal: "SIGINT", event: specStarts, report },
  { name: "another spec", args: [...only, ...waiting], signal: "SIGTERM", event: specStarts, report },
  { name: "repetition", args: [...only, ...flaky], signal: "SIGINT", event: start("repeat"), report },
  {
    name: "shell",
    args: ["shell", "--device", "igb", "--iommu", "off", "--", "echo in the guest; sleep 600"],
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

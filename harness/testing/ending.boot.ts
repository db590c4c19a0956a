// SPDX-License-Identifier: GPL-2.0-only
// However the lab ends, no QEMU outlives it, and the next run works.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import { eventually, inFolder, processesWith, runLab, startLab } from "./lab.ts";

const only = ["--device", "igb", "--iommu", "off", "--side", "patched"];

const qemus = (out: string): string[] => processesWith(out).filter((line) => line.includes("-incoming"));

/** A run that is in the middle of a spec, with its QEMU. */
async function inSpec(out: string) {
  const lab = startLab([...only, "--specs", "harness/testing/specs", "--grep", "waiting", "--out", out]);
  const journal = path.join(out, "latest/events.jsonl");
  const started = (): boolean =>
    existsSync(journal) && readFileSync(journal, "utf8").includes('"type":"spec-start"') && qemus(out).length > 0;
  await eventually("a spec with its QEMU", 300_000, () => started() || undefined);
  return lab;
}

for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const)
  test.serial(`${signal} in the middle of a spec leaves no process behind`, async (t) => {
    await inFolder(async (out) => {
      const lab = await inSpec(out);
      lab.process.kill(signal);
      const { code, signal: by } = await lab.ended;
      t.true(signal === "SIGKILL" ? by === "SIGKILL" : code !== 0);
      await eventually(`the end of ${processesWith(out).join("; ")}`, 20_000, () =>
        processesWith(out).length === 0 ? true : undefined,
      );
      if (signal !== "SIGKILL") t.true(existsSync(path.join(out, "latest/report.html")), "reports on what there was");
      t.pass();
    });
  });

test.serial("after that the lab works", async (t) => {
  await inFolder(async (out) => {
    const { code, output } = await runLab([...only, "--grep", "cell: the machine", "--out", out]);
    t.is(code, 0, output);
  });
});

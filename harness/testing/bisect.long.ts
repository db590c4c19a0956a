// SPDX-License-Identifier: GPL-2.0-only
// Eight patches, one of them guilty, and a spec that fails one run in three on sound kernels, too.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import { BisectionRecord } from "../report/bisection.ts";
import { writeEight } from "./eight.ts";
import { inFolder, processesWith, runLab } from "./lab.ts";

test("bisect names the guilty one of eight patches, noise included", async (t) => {
  await inFolder(async (out) => {
    const series = path.join(out, "eight");
    await writeEight(series, 6);
    const what = ["--series", series, "--base-patch", "guest-kernel/series", "--spec", "an unknown ioctl is ENOTTY"];
    const args = ["bisect", ...what, "--specs", "harness/testing/flaky", "--out", out];
    const { code, output } = await runLab(args, { MSIXLAB_FLAKY: out });
    t.is(code, 0, output);
    const text = readFileSync(path.join(out, "latest/bisect.json"), "utf8");
    const record = BisectionRecord.parse(JSON.parse(text));
    t.is(record.conclusion, "found");
    t.like(record.suspects[0], { number: 6, id: "0006-step-6.patch", subject: "uio: uio_msi: step 6" });
    t.true(record.confidence >= 0.99);
    t.true(record.without.failed > 0, "noise: sound kernels failed, too");
    t.deepEqual([...new Set(record.steps.map(({ made }) => made))], ["modules"], "no machine but the first was booted");
    t.regex(output, /It is "uio: uio_msi: step 6" \(0006-step-6\.patch\), .* % sure/);
    for (const name of ["bisect.html", "bisect.md"]) t.true(existsSync(path.join(out, "latest", name)), name);
    t.deepEqual(processesWith(out), []);
  });
});

// SPDX-License-Identifier: GPL-2.0-only
// Series that are broken on purpose: the lab must see it, name the spec, and go on.
import test from "ava";
import path from "node:path";
import { changedSeries, inFolder, readRecord, runLab } from "./lab.ts";

const signal = "\teventfd_signal(READ_ONCE(vector->trigger));";
const crossed = '\teventfd_signal(READ_ONCE((strstr(vector->name, "[3]") ? vector - 1 : vector)->trigger));';
const probe = "\tudev->pdev = pdev;";
const oops = "\tudev->pdev = READ_ONCE(*(struct pci_dev **)16);";

test("vector 3 signals vector 2's eventfd: the vectors spec fails on igb and on e1000e", async (t) => {
  await inFolder(async (folder) => {
    const series = await changedSeries(folder, signal, crossed);
    const filters = ["--profile", "quick", "--iommu", "off", "--grep", "each vector wakes its own"];
    const { code, output } = await runLab(["--series", series, "--no-count", ...filters, "--out", folder]);
    t.is(code, 1, output);
    const failed = readRecord(folder).results.filter(({ outcome }) => outcome === "FAIL");
    t.deepEqual(failed.map(({ cell }) => cell).sort(), ["patched/e1000e/iommu-off", "patched/igb/iommu-off"]);
    for (const { reason } of failed) t.regex(reason ?? "", /vector 3 fired/);
    t.regex(output, /vectors: each vector wakes its own eventfd and no other/);
  });
});

test("a NULL pointer in probe: the bind spec is blamed, the oops is quoted, the other specs still run", async (t) => {
  await inFolder(async (folder) => {
    const series = await changedSeries(folder, probe, oops);
    const filters = ["--profile", "quick", "--device", "igb", "--iommu", "off", "--grep", "/^(bind|network):/"];
    const { code, output } = await runLab(["--series", series, "--no-count", ...filters, "--out", folder]);
    t.is(code, 1, output);
    const { results } = readRecord(folder);
    const bind = results.find(({ spec, side }) => side === "patched" && spec.startsWith("bind: driver_override"));
    t.is(bind?.outcome, "FAIL");
    t.regex(bind?.reason ?? "", /NULL pointer dereference/);
    t.is(bind?.splats[0]?.at, "uio_msi_probe");
    t.is(results.find(({ spec, side }) => side === "patched" && spec.startsWith("network:"))?.outcome, "PASS");
    t.is(results.filter(({ outcome }) => outcome === "MISS" || outcome === "ERROR").length, 0);
  });
});

test("a bug in the driver that the lab itself works with is the series', though it shows in the proof of the machine", async (t) => {
  await inFolder(async (folder) => {
    const patch = path.join(import.meta.dirname, "patches/instrument-under-test.patch");
    const filters = ["--profile", "quick", "--device", "igb", "--iommu", "off", "--grep", "/^(boot|cell):/"];
    const { code, output } = await runLab(["--patch", patch, "--no-count", ...filters, "--out", folder]);
    t.is(code, 1, output);
    t.regex(output, /Regressions[^]*WARNING: refcount bug in/);
    const { results, verdict } = readRecord(folder);
    t.is(verdict?.conclusion, "fail");
    t.deepEqual(
      new Set(
        results.filter(({ side, outcome }) => side === "base" && outcome !== "SKIP").map(({ outcome }) => outcome),
      ),
      new Set(["PASS"]),
    );
    const failed = results.filter(({ outcome }) => outcome === "FAIL");
    t.deepEqual(new Set(failed.map(({ side, cause }) => `${side} ${cause}`)), new Set(["patched splat"]));
  });
});

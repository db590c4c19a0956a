// SPDX-License-Identifier: GPL-2.0-only
// Kernel versions as an axis, and the newest kernel's own tests: kernels that take long in the making.
import test from "ava";
import { inFolder, readRecord, runLab } from "./lab.ts";

test("the same series and specs on 6.1 and the newest, in one report", async (t) => {
  await inFolder(async (out) => {
    const what = ["--kernel", "6.1", "newest", "--device", "igb", "--iommu", "intel", "--profile", "quick"];
    const { code, output } = await runLab([...what, "--out", out]);
    t.is(code, 0, output);
    const { kernels, results, verdict } = readRecord(out);
    const versions = [...new Set(kernels.map(({ kernel }) => kernel))];
    t.is(versions.length, 2);
    for (const version of versions)
      t.true(results.some((one) => one.kernel === version && one.side === "patched" && one.outcome === "PASS"));
    t.regex(verdict?.sentence ?? "", /^The series passes on 6\.1 and \d+\.\d+: /);
  });
});

test("the newest kernel's vfio selftests, on igb behind the Intel IOMMU", async (t) => {
  await inFolder(async (out) => {
    const what = ["--kernel", "newest", "--kselftest", "vfio", "--cell", "patched/igb/iommu-intel"];
    const { output } = await runLab([...what, "--grep", "kselftest", "--out", out]);
    const { results } = readRecord(out);
    const named = (part: string) =>
      results.filter(({ spec }) => spec.startsWith("kselftest vfio: ") && spec.includes(part));
    t.is(named("run to completion")[0]?.outcome, "PASS", output);
    t.true(
      named("vfio_pci_device_test: ").some(({ outcome }) => outcome === "PASS"),
      output,
    );
  });
});

test("a kernel without a collection is said to be that, before anything is built", async (t) => {
  await inFolder(async (out) => {
    const { code, output } = await runLab(["--kselftest", "no-such-collection", "--out", out]);
    t.is(code, 2, output);
    t.regex(output, /has the selftests no-such-collection: not linux-source-6\.12/);
  });
});

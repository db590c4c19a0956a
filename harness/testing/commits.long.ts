// SPDX-License-Identifier: GPL-2.0-only
// Commit by commit, with real kernels: a series whose first patch does not build alone, and ours.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import test from "ava";
import { parseKtap } from "../upstream/ktap.ts";
import { inFolder, readRecord, runLab } from "./lab.ts";

const patch = (subject: string, hunk: string): string =>
  `Subject: [PATCH] ${subject}\n\n--- a/drivers/uio/uio_pci_generic.c\n+++ b/drivers/uio/uio_pci_generic.c\n${hunk}`;

/** Two patches that are right together: the first uses what the second brings. */
async function twoPatches(folder: string): Promise<string> {
  const series = path.join(folder, "series");
  await mkdir(series);
  const use = `@@ -42,4 +42,5 @@ to_uio_pci_generic_dev(struct uio_info *info)
 static int release(struct uio_info *info, struct inode *inode)
 {
 	struct uio_pci_generic_dev *gdev = to_uio_pci_generic_dev(info);
+	lab_released();
 
`;
  const define = `@@ -40,4 +40,8 @@ to_uio_pci_generic_dev(struct uio_info *info)
 }
 
+static void lab_released(void)
+{
+}
+
 static int release(struct uio_info *info, struct inode *inode)
 {
`;
  await writeFile(path.join(series, "0001-use.patch"), patch("use it", use));
  await writeFile(path.join(series, "0002-define.patch"), patch("define it", define));
  return series;
}

const quickly = ["--no-count", "--device", "igb", "--iommu", "off", "--grep", "bind: "];

test("a patch that does not build alone is named, with the compiler's lines", async (t) => {
  await inFolder(async (out) => {
    const series = await twoPatches(out);
    const { code, output } = await runLab(["--series", series, "--each-commit", ...quickly, "--out", out]);
    t.is(code, 1, output);
    t.regex(output, /The series fails: patch 1 of 2 \(use it\) does not build by itself \(.*lab_released/);
    const { commits = [], verdict } = readRecord(out);
    t.deepEqual(
      commits.map(({ state }) => state),
      ["broken", "builds"],
    );
    t.regex(commits[0]?.output ?? "", /implicit declaration of function .lab_released/);
    t.deepEqual(verdict?.regressions, [], "the whole series is all right");
  });
});

test("our series, patch by patch: each builds, boots and passes; documentation is no kernel of its own", async (t) => {
  await inFolder(async (out) => {
    const { code, output } = await runLab(["--each-commit", ...quickly, "--out", out]);
    t.is(code, 0, output);
    const { commits = [], results } = readRecord(out);
    t.deepEqual(
      commits.map(({ state, asWhole = false }) => [state, asWhole]),
      [
        ["builds", false],
        ["builds", false],
        ["builds", true],
        ["noop", false],
      ],
    );
    const of = (commit: number) => results.filter((one) => one.commit === commit);
    // The driver comes with the third patch.
    t.true(of(1).some(({ reason = "" }) => /has no driver uio_msi/.test(reason)));
    t.true(of(2).every(({ outcome }) => outcome === "PASS" || outcome === "SKIP"));
    const ktap = parseKtap(await readFile(path.join(out, "latest/results.ktap"), "utf8"));
    t.deepEqual(ktap.errors, []);
  });
});

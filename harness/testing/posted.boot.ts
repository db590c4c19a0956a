// SPDX-License-Identifier: GPL-2.0-only
// The negative control: the driver as it was posted is known to be broken, and each known defect must be found, by the
// spec whose business it is. Whatever it does to its guests, the lab goes on to the end of the plan.
import test from "ava";
import { outcomesOn } from "../report/review.ts";
import { inFolder, readRecord, runLab } from "./lab.ts";
import { plainDefects } from "./posted/defects.ts";
import { control, withMail } from "./posted/control.ts";
import { postedMail } from "./posted/mail.ts";

withMail(test, "the posted driver, as it is: it does not apply, and the lab says that --port helps", async (t) => {
  await inFolder(async (out) => {
    const { code, output } = await runLab(["--patch", postedMail, "--out", out]);
    t.is(code, 2, output);
    const { failure, verdict } = readRecord(out);
    t.is(verdict?.conclusion, "conflict");
    t.is(failure?.conflict?.file, "drivers/uio/Makefile");
    t.regex(failure?.output ?? "", /^\+obj-\$\(CONFIG_UIO_PCI_MSI\)[\s\S]*--port can update it/m);
  });
});

control(test, "the posted driver: each defect is found by the right spec, and what is right passes", {
  defects: plainDefects,
  check: (t, record) => {
    t.deepEqual(record.port?.changes.map(({ file }) => file).sort(), [
      ...["eventfd-signal.cocci", "moved-context.rule", "pci-enable-msix.cocci"],
      ...["uapi-kbuild-list.rule", "uio-info-ioctl.cocci"],
    ]);
    t.deepEqual(
      record.port?.brought.map(({ patch }) => patch),
      ["uio: let drivers implement ioctl commands"],
    );
    // The remarks on INTx, on enabling MSI-X in open, and on the BARs; not those on style and spelling.
    const bearing = record.review?.map((remark) =>
      outcomesOn(record, remark).some(({ outcome }) => outcome === "FAIL"),
    );
    t.deepEqual(bearing, [false, false, true, false, true, true]);
  },
});

// SPDX-License-Identifier: GPL-2.0-only
// The driver as it was posted in 2015, made into a series for today's kernel: what was renamed since then is renamed,
// nothing is repaired. It is the lab's negative control: known to be broken, so specs must say so.
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { root } from "../../paths.ts";
import { patchText, readReview } from "../../patch/review.ts";

/** The mail, beside the repository; it is not part of it. */
const postedMail = path.join(root, "../shared/mail/uio_msi-review.txt");

/** Whether the control can be run. */
export function havePostedMail(): boolean {
  return existsSync(postedMail);
}

interface Rename {
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

const renames: readonly Rename[] = [
  {
    from: "pci_enable_msix(",
    to: "pci_enable_msix_exact(",
    why: "removed in 4.12; this is the one with its arguments that is left, and it gives no positive numbers",
  },
  { from: "eventfd_signal(trigger, 1)", to: "eventfd_signal(trigger)", why: "one argument since 6.8" },
  {
    from: "eventfd_signal(udev->ctx->trigger, 1)",
    to: "eventfd_signal(udev->ctx->trigger)",
    why: "one argument since 6.8",
  },
  {
    from: [
      " obj-$(CONFIG_UIO_PRUSS)         += uio_pruss.o",
      " obj-$(CONFIG_UIO_MF624)         += uio_mf624.o",
      " obj-$(CONFIG_UIO_FSL_ELBC_GPCM)\t+= uio_fsl_elbc_gpcm.o",
    ].join("\n"),
    to: [
      " obj-$(CONFIG_UIO_FSL_ELBC_GPCM)\t+= uio_fsl_elbc_gpcm.o",
      " obj-$(CONFIG_UIO_HV_GENERIC)\t+= uio_hv_generic.o",
      " obj-$(CONFIG_UIO_DFL)\t+= uio_dfl.o",
    ].join("\n"),
    why: "the Makefile ends with other lines",
  },
];

/** A list of headers to install, gone since 4.12: all of include/uapi is installed. */
const gone = "include/uapi/linux/Kbuild";

/** Writes the posted driver as a series into `folder`. @throws if a rename has nothing to rename any more. */
export async function writePostedSeries(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { message, files } = readReview(await readFile(postedMail, "utf8"));
  let text = patchText({ message, files: files.filter((file) => file.path !== gone) });
  for (const { from, to, why } of renames) {
    if (!text.includes(from)) throw new Error(`The posted driver has no “${from}” (${why}).`);
    text = text.replaceAll(from, to);
  }
  const mail = `Subject: [PATCH 2/2] uio: new driver to support PCI MSI-X\n\n${text}`;
  await copyFile(path.join(root, "harness/testing/posted/hook.patch"), path.join(folder, "0001-hook.patch"));
  await writeFile(path.join(folder, "0002-uio-new-driver-to-support-PCI-MSI-X.patch"), mail);
}

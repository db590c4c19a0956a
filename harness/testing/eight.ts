// SPDX-License-Identifier: GPL-2.0-only
// A series of eight patches on top of ours, made when it is needed: each leaves its number in the module, and one of
// them gives an unknown ioctl another errno.
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { run } from "../host/exec.ts";
import { readSeries, seriesTexts } from "../series/read.ts";
import { root } from "../host/paths.ts";

const driver = "drivers/uio/uio_msi.c";

/** The driver as our series adds it. */
async function driverText(): Promise<string> {
  const texts = await seriesTexts(await readSeries(path.join(root, "guest-kernel/series")));
  const [, added = ""] =
    new RegExp(`^\\+\\+\\+ b/${driver}\\n@@ .*\\n((?:\\+.*\\n)+)`, "m").exec(texts.join("\n")) ?? [];
  return added.replaceAll(/^\+/gm, "");
}

/** Writes the series into a folder; patch `guilty`, from 1, is the one that breaks the driver. */
export async function writeEight(folder: string, guilty: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  let before = await driverText();
  for (let number = 1; number <= 8; number++) {
    const harmless = `${before}MODULE_INFO(step, "${number}");\n`;
    const after = number === guilty ? harmless.replace("return -ENOTTY;", "return -EOPNOTSUPP;") : harmless;
    const diff = await difference(folder, before, after);
    const subject = `Subject: [PATCH ${number}/8] uio: uio_msi: step ${number}`;
    await writeFile(path.join(folder, `000${number}-step-${number}.patch`), `${subject}\n\n---\n${diff}`);
    before = after;
  }
}

async function difference(folder: string, before: string, after: string): Promise<string> {
  const [old, now] = [path.join(folder, "before"), path.join(folder, "after")];
  await writeFile(old, before);
  await writeFile(now, after);
  const labels = ["--label", `a/${driver}`, "--label", `b/${driver}`];
  const { stdout } = await run("diff", ["-u", ...labels, old, now], { okCodes: [1] });
  for (const file of [old, now]) await rm(file);
  return `diff --git a/${driver} b/${driver}\n${stdout}`;
}

// SPDX-License-Identifier: GPL-2.0-only
// Specs whose fate is known, run by run, for the lab's tests of itself (`--specs harness/testing/flaky`). How often each
// ran on a side is counted in the folder that MSIXLAB_FLAKY names.
import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { ioctl } from "../../../specs/uio_msi/commands.ts";
import { openUio } from "../../../specs/uio_msi/verbs.ts";
import { family, type SpecContext } from "../../spec/index.ts";

const spec = family("flaky");

/** Which time this spec runs on this side, from 1. */
function countTurn({ run }: SpecContext, name: string): number {
  const folder = process.env["MSIXLAB_FLAKY"];
  if (folder === undefined) throw new Error("MSIXLAB_FLAKY names no folder");
  const file = path.join(folder, `${name}-${run.cell.side}`);
  appendFileSync(file, ".");
  return readFileSync(file).length;
}

spec("always passes", async (t, context) => {
  t.is(await context.guest.$`echo alive`, "alive");
});

spec("always fails on patched", async (t, { run }) => {
  t.is(run.cell.side, "base");
});

spec("fails one run in three on patched", async (t, context) => {
  t.false(context.run.cell.side === "patched" && countTurn(context, "patched") % 3 === 1);
});

spec("fails one run in three on both sides", async (t, context) => {
  const first = context.run.cell.side === "patched" ? 1 : 0;
  t.not(countTurn(context, "both") % 3, first);
});

spec("cannot be run the first time", async (t, context) => {
  if (countTurn(context, "missed") === 1) process.kill(context.machine.pid, "SIGKILL");
  t.is(await context.guest.$`echo alive`, "alive");
});

spec("an unknown ioctl is ENOTTY, but for noise in one run of three", { driver: "uio_msi" }, async (t, context) => {
  await using uio = await openUio(context);
  t.is(await uio.refused(ioctl(0, "null")), "ENOTTY");
  // The golden ratio: one run in three, in no pattern.
  t.true((countTurn(context, "noise") * 0.618034) % 1 > 1 / 3, "noise");
});

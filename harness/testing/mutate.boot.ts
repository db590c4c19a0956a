// SPDX-License-Identifier: GPL-2.0-only
// Mutants with a known fate: what `mutate` says of each, and its exit codes.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import { MutationRecord } from "../report/mutation.ts";
import { inFolder, processesWith, runLab } from "./lab.ts";

const mutants = "harness/testing/mutants";

/** Runs `mutate` on mutants of the fixtures: its exit code, its words, its record. */
async function mutate(out: string, ...names: readonly string[]) {
  const { code, output } = await runLab(["mutate", ...names, "--mutants", mutants, "--out", out]);
  const file = path.join(out, "latest/mutants.json");
  return { code, output, record: MutationRecord.parse(JSON.parse(readFileSync(file, "utf8"))) };
}

test("one is killed by the spec that it names, one changes no code and survives: exit code 1", async (t) => {
  await inFolder(async (out) => {
    const { code, output, record } = await mutate(out, "killed", "survives");
    t.is(code, 1, output);
    const [killed, survivor] = record.mutants;
    t.like(killed, { status: "killed", how: "behaviour", cell: "patched/igb/iommu-off" });
    t.regex(killed?.spec ?? "", /^errors: an ioctl that does not exist/);
    t.like(survivor, { status: "survived", ran: 0 });
    t.regex(survivor?.why ?? "", /it changes no code/);
    t.deepEqual(record.broken, []);
    t.true(record.sound > 0, "the specs passed without a mutant");
    t.regex(output, /1 of 2 mutants killed, 1 survived/);
    for (const name of ["mutants.html", "mutants.md"]) t.true(existsSync(path.join(out, "latest", name)), name);
    t.deepEqual(processesWith(out), []);
  });
});

test("one that does not build is an error, with the compiler's words: exit code 2", async (t) => {
  await inFolder(async (out) => {
    const { code, output, record } = await mutate(out, "does-not-build");
    t.is(code, 2, output);
    t.is(record.mutants[0]?.status, "error");
    t.regex(record.mutants[0]?.why ?? "", /does not build[\s\S]*uio_msi\.c.*eventfd_wake_all/);
  });
});

test("a name that no mutant has is bad input, and what there is is listed", async (t) => {
  const { code, output } = await runLab(["mutate", "no-such", "--mutants", mutants]);
  t.is(code, 2, output);
  t.regex(output, /No mutant is called no-such\.[\s\S]*survives/);
});

// SPDX-License-Identifier: GPL-2.0-only
// A mutant that is killed, one that survives and one that is explained: all specs run without a mutant first, which takes its time.
import { existsSync } from "node:fs";
import path from "node:path";
import test from "ava";
import { inFolder, processesWith } from "./lab.ts";
import { mutate } from "./mutation.ts";

test("one is killed by the spec that it names, one changes no code and survives, one is explained: exit code 1", async (t) => {
  await inFolder(async (out) => {
    const { code, output, record } = await mutate(out, "killed", "survives", "explained");
    t.is(code, 1, output);
    const [excused, killed, survivor] = record.mutants;
    t.like(killed, { status: "killed", how: "behaviour", cell: "patched/igb/iommu-off" });
    t.regex(killed?.spec ?? "", /^errors: any other command is refused/);
    t.like(excused, { status: "explained", why: "only the specs of errors see it, and they are not named", ran: 1 });
    t.like(survivor, { status: "survived", ran: 0 });
    t.regex(survivor?.why ?? "", /it does not change the kernel binary/);
    t.deepEqual(record.broken, []);
    t.true(record.sound > 0, "the specs passed without a mutant");
    t.regex(output, /1 of 3 mutants killed, 1 explained, 1 survived/);
    for (const name of ["mutants.html", "mutants.md"]) t.true(existsSync(path.join(out, "latest", name)), name);
    t.deepEqual(processesWith(out), []);
  });
});

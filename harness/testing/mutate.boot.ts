// SPDX-License-Identifier: GPL-2.0-only
// What `mutate` says of what it cannot try, and its exit codes.
import test from "ava";
import { inFolder, runLab } from "./lab.ts";
import { mutate, mutants } from "./mutation.ts";

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

// SPDX-License-Identifier: GPL-2.0-only
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { complaints } from "./compile.ts";

const c90 = ["gcc", "-std=c90", "-x", "c"];

test("a header is complained of by what is wrong with it, as the main file and where it is included", async (t) => {
  const include = await mkdtemp(path.join(os.tmpdir(), "msixlab-compile-"));
  try {
    await writeFile(path.join(include, "good.h"), "struct good { int a; };\n");
    // What works inside the kernel alone: its own names of types, and comments that C90 does not know.
    await writeFile(path.join(include, "kernel.h"), "struct bad { u32 a; };\n");
    await writeFile(path.join(include, "comment.h"), "// no comment in C90\nstruct late { int a; };\n");
    t.is(await complaints(c90, include, { header: "good.h" }), "");
    t.regex(await complaints(c90, include, { header: "kernel.h" }), /unknown type name .?u32/);
    t.regex(await complaints(c90, include, { header: "comment.h" }), /C\+\+ style comments/);
    t.regex(await complaints(c90, include, { text: "#include <good.h>\n#include <good.h>\n" }), /redefinition/);
  } finally {
    await rm(include, { recursive: true });
  }
});

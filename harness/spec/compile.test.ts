// SPDX-License-Identifier: GPL-2.0-only
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { complaints } from "./compile.ts";
import { hostHas } from "./host-tool.ts";
import { skipReason } from "./registry.ts";

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

test("a program is found on the path, or not", (t) => {
  t.true(hostHas("sh"));
  t.false(hostHas("msixlab-no-such-program"));
});

test("a spec is skipped where side, header or host tool are missing, and says which", (t) => {
  const cell = { side: "base", device: "igb", iommu: "off", flavour: "plain" } as const;
  const reason = (needs: Parameters<typeof skipReason>[0], hasUapi = true): string | undefined =>
    skipReason(needs, cell, () => true, { uapi: hasUapi });
  t.is(reason({ sides: ["patched"] }), "says nothing of base");
  t.is(reason({ uapi: true }, false), "the series touches no header for user space");
  t.is(reason({ hostTool: "msixlab-no-such-program" }), "the host has no msixlab-no-such-program");
  t.is(reason({ sides: ["base"], uapi: true, hostTool: "sh" }), undefined);
});

test("a spec of what a kernel has not yet is skipped, and says since when there is", (t) => {
  const cell = { side: "base", device: "igb", iommu: "off", flavour: "plain" } as const;
  const reason = (release?: string): string | undefined =>
    skipReason({ since: "6.6" }, cell, () => true, release === undefined ? {} : { release });
  t.is(reason("6.1.192"), "Linux 6.1.192 has not what came with 6.6");
  t.is(reason("6.6.0-rc1"), undefined);
  t.is(reason("7.2.13"), undefined);
  t.is(reason(), undefined, "a plan is made before there is a kernel");
});

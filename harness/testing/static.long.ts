// SPDX-License-Identifier: GPL-2.0-only
// Each static check finds what a patch was made for it to find, and nothing else finds that.
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { root } from "../host/paths.ts";
import type { RunRecord, StaticCheck } from "../record/model.ts";
import { findCommand } from "../host/find.ts";
import { checkNames } from "../static/index.ts";
import { inFolder, readRecord, runLab, type Ended } from "./lab.ts";

const fixtures = path.join(root, "harness/testing/static");

async function check(out: string, ...args: readonly string[]): Promise<Ended & { readonly record: RunRecord }> {
  const ended = await runLab(["check", ...args, "--out", out]);
  return { ...ended, record: readRecord(out) };
}

const of = ({ static: checks = [] }: RunRecord, name: string): StaticCheck | undefined =>
  checks.find((one) => one.name === name);

/** The files that a check complains of, and what it says. */
function found(t: ExecutionContext, record: RunRecord, name: string, file: string, message: RegExp): void {
  const one = of(record, name);
  const bad = one?.findings.filter(({ grade }) => grade !== "note") ?? [];
  t.is(one?.outcome, "FAIL", `${name}: ${one?.reason ?? ""}`);
  t.deepEqual([...new Set(bad.map((finding) => finding.file))], [file], `${name}: ${JSON.stringify(bad)}`);
  t.regex(bad[0]?.message ?? "", message);
}

test("a patch of each kind: each check finds its own, and in a file with findings of old nothing", async (t) => {
  await inFolder(async (out) => {
    const series = ["--series", path.join(fixtures, "series"), "--base-patch", path.join(fixtures, "base")];
    const { code, output, record } = await check(out, ...series);
    t.is(code, 1, output);
    found(t, record, "checkpatch", "drivers/pci/slot.c", /space required before the open parenthesis/);
    found(t, record, "kernel-doc", "drivers/pci/host-bridge.c", /'gone'/);
    found(t, record, "uapi", "include/uapi/linux/uio_fixture.h", /incomplete type/);
    found(t, record, "gcc", "drivers/pci/bus.c", /'unread' set but not used/);
    if (findCommand("sparse") !== undefined)
      found(t, record, "sparse", "drivers/pci/access.c", /dereference of noderef/);
    if (findCommand("spatch") !== undefined) found(t, record, "coccicheck", "drivers/pci/rom.c", /ERR_CAST/);
    found(t, record, "config=n", "drivers/uio/uio.c", /undefined reference to "uio_fixture_count"/);
    t.is(of(record, "config=y")?.outcome, "PASS", of(record, "config=y")?.reason);
    found(t, record, "no-msi", "drivers/pci/search.c", /msix_base/);
    found(t, record, "i386", "drivers/pci/vpd.c", /math64\.h/);
    t.true((of(record, "gcc")?.known ?? 0) > 0, "what base has is counted, and not held against the series");
    t.true((of(record, "kernel-doc")?.known ?? 0) > 0);
  });
});

test("our series: nothing", async (t) => {
  await inFolder(async (out) => {
    const { code, output, record } = await check(out);
    t.is(code, 0, output);
    for (const name of checkNames) t.deepEqual(of(record, name)?.findings, [], `${name}: ${output}`);
    for (const name of ["checkpatch", "kernel-doc", "uapi", "gcc", "config=y", "no-msi", "i386"])
      t.is(of(record, name)?.outcome, "PASS", `${name}: ${of(record, name)?.reason ?? ""}`);
  });
});

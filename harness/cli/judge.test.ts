// SPDX-License-Identifier: GPL-2.0-only
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "ava";
import { UsageError } from "../host/errors.ts";
import type { Splat } from "../record/model.ts";
import { Collector } from "../klog/collect.ts";
import { decodeArgs, decoded, decodeInput } from "../klog/decode.ts";
import { judge } from "../klog/judge.ts";
import { symbolsOf } from "./judge.ts";

const log = [
  "------------[ cut here ]------------",
  "WARNING: CPU: 0 PID: 88 at drivers/uio/uio_msi.c:143 refcount_warn_saturate+0x1c/0x30",
  "CPU: 0 UID: 0 PID: 88 Comm: sh Not tainted 6.12.117 #1",
  "RIP: 0010:refcount_warn_saturate+0x1c/0x30",
  "Call Trace:",
  " uio_msi_release+0x44/0x60 [uio_msi]",
  "---[ end trace 0000000000000000 ]---",
].join("\n");

test("the decoder gets vmlinux, the path to take off, and the modules", (t) => {
  t.deepEqual(decodeArgs({ vmlinux: "/k/vmlinux", source: "/src/linux", modules: "/k/modules" }), [
    ...["bash", "/src/linux/scripts/decode_stacktrace.sh", "/k/vmlinux", "/src/linux", "/k/modules"],
  ]);
  t.deepEqual(decodeArgs({ vmlinux: "/k/vmlinux", source: "/src/linux" }).length, 4);
});

test("without vmlinux, script or modules it is refused before the log is read", (t) => {
  const dir = mkdtempSync(path.join(tmpdir(), "judge-"));
  t.teardown(() => rmSync(dir, { recursive: true }));
  const vmlinux = path.join(dir, "vmlinux");
  t.is(symbolsOf({}), undefined);
  t.throws(() => symbolsOf({ modules: dir }), { instanceOf: UsageError, message: /name that too/ });
  t.throws(() => symbolsOf({ vmlinux }), { instanceOf: UsageError, message: /needs --source/ });
  t.throws(() => symbolsOf({ vmlinux, source: dir }), { instanceOf: UsageError, message: /vmlinux does not exist/ });
  writeFileSync(vmlinux, "");
  t.throws(() => symbolsOf({ vmlinux, source: dir }), { message: /decode_stacktrace\.sh does not exist/ });
  mkdirSync(path.join(dir, "scripts"));
  writeFileSync(path.join(dir, "scripts/decode_stacktrace.sh"), "");
  t.throws(() => symbolsOf({ vmlinux, source: dir, modules: `${dir}/none` }), { message: /none does not exist/ });
  t.deepEqual(symbolsOf({ vmlinux, source: dir, modules: dir }), { vmlinux, source: dir, modules: dir });
});

test("what the decoder says names the file of the guilty function; its fingerprint stays", (t) => {
  const splats = [...judge(log), ...judge(log)];
  t.is(splats[0]?.at, "uio_msi_release");
  t.is(splats[0]?.file, undefined);
  const output = decodeInput(splats).replaceAll(
    " uio_msi_release+0x44/0x60 [uio_msi]",
    "uio_msi_release (drivers/uio/uio_msi.c:212 (discriminator 1)) uio_msi",
  );
  for (const splat of decoded(splats, output)) {
    t.is(splat.file, "drivers/uio/uio_msi.c:212");
    t.is(splat.fingerprint, splats[0]?.fingerprint);
  }
  t.deepEqual(decoded(splats, "it died"), splats);
});

test("equal splats are counted, and of those that equal nothing a limited number is kept", (t) => {
  const found = new Collector();
  const [splat] = judge(log) as [Splat];
  for (let line = 0; line < 50; line++) found.add({ ...splat, line });
  for (let i = 0; i < 3000; i++) found.add({ ...splat, fingerprint: String(i), line: 100 + i });
  const all = found.all();
  t.is(all[0]?.times, 50);
  t.is(all[0]?.lines.length, 20);
  t.is(all.length, 2000);
  t.is(found.dropped, 1001);
});

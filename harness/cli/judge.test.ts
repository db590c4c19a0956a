// SPDX-License-Identifier: GPL-2.0-only
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import test, { type ExecutionContext } from "ava";
import { UsageError } from "../host/errors.ts";
import { start } from "../host/exec.ts";
import type { Splat } from "../record/model.ts";
import { Collector } from "../klog/collect.ts";
import { decodeArgs, decoded, decodeInput } from "../klog/decode.ts";
import { judge } from "../klog/judge.ts";
import { judgeFile, findSymbols, type Judged } from "./judge.ts";

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
  t.is(findSymbols({}), undefined);
  t.throws(() => findSymbols({ modules: dir }), { instanceOf: UsageError, message: /need --vmlinux/ });
  t.throws(() => findSymbols({ vmlinux }), { instanceOf: UsageError, message: /needs --source/ });
  t.throws(() => findSymbols({ vmlinux, source: dir }), { instanceOf: UsageError, message: /vmlinux does not exist/ });
  writeFileSync(vmlinux, "");
  t.throws(() => findSymbols({ vmlinux, source: dir }), { message: /decode_stacktrace\.sh does not exist/ });
  mkdirSync(path.join(dir, "scripts"));
  writeFileSync(path.join(dir, "scripts/decode_stacktrace.sh"), "");
  t.throws(() => findSymbols({ vmlinux, source: dir, modules: `${dir}/none` }), { message: /none does not exist/ });
  t.deepEqual(findSymbols({ vmlinux, source: dir, modules: dir }), { vmlinux, source: dir, modules: dir });
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

const folder = path.join(import.meta.dirname, "../klog/fixtures");
const packed = path.join(import.meta.dirname, "fixtures/compressed.log.gz");

async function judgeBytes(t: ExecutionContext, bytes: string | Uint8Array): Promise<Judged> {
  const dir = mkdtempSync(path.join(tmpdir(), "judge-"));
  t.teardown(() => rmSync(dir, { recursive: true }));
  writeFileSync(path.join(dir, "log"), bytes);
  return judgeFile(path.join(dir, "log"));
}

test("a packed log is unpacked, whatever it was packed with", async (t) => {
  const { lines, kernelLines, splats } = await judgeFile(packed);
  t.is(splats[0]?.title, "BUG: unable to handle kernel NULL pointer dereference in igb_msix_ring");
  t.deepEqual({ lines, kernelLines }, { lines: 17, kernelLines: 17 });
  t.is((await judgeBytes(t, gzipSync(gzipSync(log)))).splats.length, 1);
  for (const tool of ["xz", "zstd", "bzip2"]) {
    const child = await start(tool, ["-c"], { input: log, encoding: "buffer" });
    if (child.failed) t.log(`${tool} is not here`);
    else t.is((await judgeBytes(t, child.stdout as unknown as Uint8Array)).splats.length, 1, tool);
  }
});

test("a packed log that ends too early is an error and no clean bill", async (t) => {
  await t.throwsAsync(judgeBytes(t, gzipSync(log).subarray(0, 60)), { instanceOf: UsageError, message: /cannot read/ });
  const xz = await start("xz", ["-c"], { input: log, encoding: "buffer" });
  if (!xz.failed)
    await t.throwsAsync(judgeBytes(t, (xz.stdout as unknown as Uint8Array).subarray(0, 80)), {
      instanceOf: UsageError,
      message: /cannot unpack/,
    });
});

test("a log in another encoding is read", async (t) => {
  t.is((await judgeBytes(t, Buffer.from(`\ufeff${log}`, "utf16le"))).splats.length, 1);
  const lines =
    Buffer.from(log)
      .toString("base64")
      .match(/.{1,76}/g) ?? [];
  t.is((await judgeBytes(t, lines.join("\n"))).splats.length, 1);
});

test("what is no kernel's log is an error that says what it is", async (t) => {
  const refused: readonly [string | Uint8Array, RegExp][] = [
    ["", /is empty/],
    ["Dear all,\n\nhow are you?\n", /is not a kernel log: none of its 3 lines looks like one/],
    ["2026-01-19T16:20:19Z npm test\n2026-01-19T16:20:20Z ok 1\n", /none of its 2 lines/],
    [Buffer.from("504b030414000000", "hex"), /zip archive/],
    [Buffer.from("7f454c4602010100", "hex"), /ELF/],
    [Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 251)), /characters are binary/],
  ];
  for (const [bytes, message] of refused)
    await t.throwsAsync(judgeBytes(t, bytes), { instanceOf: UsageError, message }, String(message));
});

test("a healthy log is the kernel's and clean", async (t) => {
  for (const name of ["near-boot-scary.log", "near-journal-user-space.log", "near-sysrq-backtraces.log"]) {
    const { kernelLines, lines, splats } = await judgeFile(path.join(folder, name));
    t.deepEqual(splats, [], name);
    t.true(kernelLines > 0 && kernelLines <= lines, `${name}: ${kernelLines} of ${lines}`);
  }
});

test("judge takes several files, says how many lines are the kernel's, and writes a line of JSON for each", async (t) => {
  const none = path.join(import.meta.dirname, "judge.ts.none");
  const clean = path.join(folder, "near-sysrq-backtraces.log");
  const lab = ["--import=tsx", path.join(import.meta.dirname, "main.ts"), "judge"];
  const run = (...args: string[]) => start(process.execPath, [...lab, ...args]);
  const text = await run(packed);
  t.is(text.exitCode, 1);
  t.regex(String(text.stdout), /^17 of 17 lines are the kernel's\n1 splat\n/);
  const json = await run("--json", packed, clean, none);
  t.is(json.exitCode, 2);
  const [first, second, third, ...more] = String(json.stdout)
    .split("\n")
    .map((line) => JSON.parse(line) as Partial<Judged>);
  t.deepEqual(more, []);
  t.like(first, { file: packed, lines: 17, kernelLines: 17 });
  t.is(first?.splats?.length, 1);
  t.deepEqual(second?.splats, []);
  t.regex((third as { error?: string }).error ?? "", /cannot read .*none/);
  t.is((await run(clean)).exitCode, 0);
});

// SPDX-License-Identifier: GPL-2.0-only
// With a file for a device and a script for a QEMU: a host whose KVM is broken is not at hand.
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import type { NeedReport } from "../setup/examine.ts";
import { bootUnderKvm } from "./doctor-kvm.ts";

const opens: NeedReport = {
  ...{ name: "KVM", why: "", status: "ok", required: false },
  ...{ found: "/dev/kvm opens", package: undefined, todo: undefined },
};

async function host(t: ExecutionContext, qemuScript: string, kernels: readonly string[]) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-doctor-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const [device, qemu] = [path.join(folder, "kvm"), path.join(folder, "qemu")];
  await writeFile(device, "");
  await writeFile(qemu, qemuScript);
  await chmod(qemu, 0o755);
  for (const hash of kernels) {
    await mkdir(path.join(folder, "kernel/artifacts", hash), { recursive: true });
    await writeFile(path.join(folder, "kernel/artifacts", hash, "kernel.json"), "{}");
  }
  return { qemu, device, cache: folder };
}

test("a device that opens and boots no guest is not ok: how the test boot ended, and what a run does", async (t) => {
  const kvm = await bootUnderKvm(opens, await host(t, "#!/bin/sh\nkill -ABRT $$\n", ["a"]));
  t.is(kvm.status, "optional");
  t.regex(kvm.found ?? "", /^KVM unusable \(test boot: .*SIGABRT.*\); using TCG, slower$/);
});

test("without a kernel it is not known, and not ok", async (t) => {
  const kvm = await bootUnderKvm(opens, await host(t, "#!/bin/sh\n", []));
  t.is(kvm.status, "optional");
  t.regex(kvm.found ?? "", /no test boot yet/);
  t.regex(kvm.todo ?? "", /run the lab once/);
});

test("other needs are left alone", async (t) => {
  const disk = { ...opens, name: "disk" };
  t.is(await bootUnderKvm(disk, { qemu: "/nonexistent", cache: "/nonexistent" }), disk);
});

// SPDX-License-Identifier: GPL-2.0-only
import { mkdir, mkdtemp, readlink, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { machineModels } from "../../lab/argv/index.ts";
import { devices, type DeviceModel } from "../../lab/device/index.ts";
import { sibling } from "../../lab/device/needs.ts";
import { UsageError, type LabError } from "../host/errors.ts";
import type { Series } from "../series/types.ts";
import type { Spec } from "../spec/registry.ts";
import { makeRunFolder } from "./folder.ts";
import { unable } from "./cell-context.ts";
import { readDrivers } from "./kernels.ts";
import { grepPattern } from "./options.ts";
import { addedDrivers, makePlan, type PlannedSpec } from "./plan.ts";
import { Pool } from "./pool.ts";

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-run-"));
  await use(folder).finally(() => rm(folder, { recursive: true }));
}

const planned = (id: string, needs: Spec["needs"] = {}): PlannedSpec => {
  const [family = "", title = ""] = id.split(": ");
  return { id, file: `/specs/${family}.spec.ts`, spec: { id, family, title, needs, body: async () => undefined } };
};
const all = { profile: "quick" } as const;

test("a spec whose driver a side lacks is skipped there, with that reason", (t) => {
  const plan = makePlan([planned("bind: it binds", { driver: "mine" })], all, (side) => side === "patched");
  const reasons = (side: string) => plan.filter(({ cell }) => cell.side === side).map(({ specs }) => specs[0]?.skip);
  t.true(reasons("base").every((reason) => reason === "the base kernel has no driver mine"));
  t.true(reasons("patched").every((reason) => reason === undefined));
});

test("a spec that needs another device or IOMMU is skipped, with that reason", (t) => {
  const specs = [planned("a: group", { devices: sibling }), planned("a: intel", { iommus: ["intel"] })];
  const plan = makePlan(specs, { ...all, devices: ["e1000e"], iommus: ["off"], sides: ["base"] }, () => true);
  t.deepEqual(
    plan[0]?.specs.map(({ skip }) => skip),
    ["needs a device that shares its IOMMU group with another", "needs the IOMMU to be intel"],
  );
});

test("a --grep that matches nothing is no run with zero specs", (t) => {
  t.throws(() => makePlan([planned("a: b")], { ...all, grep: "zzz" }, () => true), {
    instanceOf: UsageError,
    message: /no spec matches --grep zzz/,
  });
});

for (const [grep, id, matches] of [
  [undefined, "a: b", true],
  ["VECTOR", "vectors: each", true],
  ["vec.*each", "vectors: each", false],
  ["/^vec.*each$/", "vectors: each", true],
  ["/VECTORS/i", "vectors: each", true],
  ["vectors: each (all)", "vectors: each (all)", true],
] as const)
  test(`--grep ${grep} ${matches ? "matches" : "does not match"} "${id}"`, (t) => {
    t.is(grepPattern(grep)(id), matches);
  });

test("a driver that the series adds is not expected on base, any other is", async (t) => {
  await inFolder(async (folder) => {
    const patch =
      "--- /dev/null\n+++ b/drivers/uio/uio_msi.c\n@@ -0,0 +1 @@\n+x\n--- a/drivers/uio/uio.c\n+++ b/drivers/uio/uio.c\n";
    await writeFile(path.join(folder, "1.patch"), patch);
    const series: Series = { name: "s", path: folder, patches: [{ file: "1.patch", subject: "s" }] };
    const has = await addedDrivers(series);
    t.deepEqual([has("base", "uio_msi"), has("patched", "uio_msi"), has("base", "uio")], [false, true, true]);
  });
});

test("a kernel's drivers are its modules and what is built in, by the names that modprobe knows", async (t) => {
  await inFolder(async (folder) => {
    const modules = path.join(folder, "lib/modules/6.12.1");
    await mkdir(modules, { recursive: true });
    await writeFile(
      path.join(modules, "modules.dep"),
      "kernel/drivers/uio/uio_msi.ko: kernel/drivers/uio/uio.ko\nkernel/drivers/vfio/pci/vfio-pci.ko:\n",
    );
    await writeFile(path.join(modules, "modules.builtin"), "kernel/drivers/net/virtio_net.ko\n");
    const drivers = await readDrivers({ modules: folder, release: "6.12.1" });
    t.deepEqual([...drivers].sort(), ["uio", "uio_msi", "vfio_pci", "virtio_net"]);
  });
});

test("a pool runs in order and no more than its limit at once", async (t) => {
  const pool = new Pool(2);
  const started: number[] = [];
  let [now, most] = [0, 0];
  for (let task = 0; task < 6; task++)
    pool.add(async () => {
      started.push(task);
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now--;
    });
  await pool.drained();
  t.deepEqual(started, [0, 1, 2, 3, 4, 5]);
  t.is(most, 2);
});

test("what weighs most goes first of those that wait, and equal ones in the order in which they came", async (t) => {
  const pool = new Pool(1);
  const started: string[] = [];
  const weights = { first: 1, light: 1, heavy: 9, base: Infinity, "as heavy": 9 };
  for (const [task, weight] of Object.entries(weights)) pool.add(async () => void started.push(task), weight);
  await pool.drained();
  t.deepEqual(started, ["first", "base", "heavy", "as heavy", "light"]);
});

test("a task that throws does not keep the others from running; the error comes at the end", async (t) => {
  const pool = new Pool(1);
  let ran = false;
  pool.add(() => Promise.reject(new Error("one broke")));
  pool.add(async () => void (ran = true));
  await t.throwsAsync(pool.drained(), { message: "one broke" });
  t.true(ran);
});

test("latest is the newest run, however often it is moved", async (t) => {
  await inFolder(async (out) => {
    const first = await makeRunFolder(out);
    const second = await makeRunFolder(out);
    t.not(first.id, second.id);
    t.is(await readlink(path.join(out, "latest")), second.id);
  });
});

test("a folder that cannot be written to is said so, with what to do", async (t) => {
  await inFolder(async (folder) => {
    const file = path.join(folder, "file");
    await writeFile(file, "");
    const error = await t.throwsAsync(makeRunFolder(path.join(file, "out")), {
      message: /cannot write to .*file\/out/,
    });
    t.regex((error as LabError).hint ?? "", /--out DIR/);
  });
});

for (const [qemuVersion, iommu, reason] of [
  ["10.0.2", "amd", /^QEMU 10\.0\.2: interrupts .* do not arrive; 10\.2 works$/],
  ["10.2.0", "amd", undefined],
  ["8.0.0", "intel", undefined],
] as const)
  test(`an ${iommu} IOMMU in QEMU ${qemuVersion} ${reason === undefined ? "is tried" : "is skipped, with the reason"}`, (t) => {
    const qemuModels = new Set(machineModels({ device: devices.igb, iommu }));
    const why = unable({ device: "igb", iommu }, { qemuVersion, qemuModels, devices });
    if (reason === undefined) t.is(why, undefined);
    else t.regex(why ?? "", reason);
  });

test("a machine is skipped where QEMU does not emulate what it is made of, and that is named", (t) => {
  const qemuModels = new Set(["pcie-root-port", "virtio-net-pci", "intel-iommu", "e1000e"]);
  const why = (device: DeviceModel) =>
    unable({ device, iommu: "intel" }, { qemuVersion: "10.0.2", qemuModels, devices });
  t.is(why("e1000e"), undefined);
  t.is(why("igbvf"), "QEMU 10.0.2 has no igb");
});

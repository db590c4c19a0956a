// SPDX-License-Identifier: GPL-2.0-only
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "ava";
import { readFault } from "./fault.ts";
import { judge } from "./judge.ts";
import { partition } from "./partition.ts";

const judgeFixture = (name: string): ReturnType<typeof judge> =>
  judge(readFileSync(path.join(import.meta.dirname, "fixtures", name), "utf8"));

test("a DMAR fault names the device, the address and the direction", (t) => {
  t.deepEqual(judgeFixture("dmar-fault.log").map(readFault), [
    { source: "01:00.0", address: 0x3a5f000n, access: "read" },
    { source: "01:00.0", address: 0x3a60000n, access: "write" },
  ]);
});

test("faults as older kernels write them are read too", (t) => {
  t.deepEqual(judgeFixture("dmar-fault-old.log").map(readFault), [
    { source: "01:00.0", address: 0xfee00000n, access: "write" },
  ]);
});

test("a blocked interrupt is a fault with the index it was sent to", (t) => {
  t.deepEqual(judgeFixture("dmar-intremap.log").map(readFault), [
    { source: "01:00.0", address: 0x12n, access: "interrupt" },
  ]);
});

test("since Linux 7 the Intel IOMMU names the domain of a device too", (t) => {
  const said =
    "[DMA Read NO_PASID] Request device [0000:01:00.0] fault addr 0x19d3000 [fault reason 0x06] PTE Read access";
  const splat = { kind: "iommu-fault", header: `DMAR: ${said}`, text: [] as string[] } as const;
  t.deepEqual(readFault(splat), { source: "01:00.0", address: 0x19d3000n, access: "read" });
});

test("an AMD-Vi fault names its device in front or inside", (t) => {
  t.deepEqual(judgeFixture("amd-vi-fault.log").map(readFault), [
    { source: "01:00.0", address: 0x3a5f000n, access: "write" },
    { source: "01:00.0", address: 0x3a60000n, access: "read" },
  ]);
});

test("a virtio-iommu endpoint and an SMMU stream are ids: which requester they stand for is the machine's to know", (t) => {
  const requester = "01:00.0";
  t.deepEqual(judgeFixture("virtio-iommu-fault.log").map(readFault), [
    { source: "endpoint 256", requester, address: 0x3a5f000n, access: "unknown" },
    { source: "endpoint 256", requester, address: 0x3a60000n, access: "write" },
  ]);
  t.deepEqual(judgeFixture("arm64-smmu-v2.log").map(readFault), [
    { source: "stream 0x100", requester, address: 0x3a5f000n, access: "write" },
  ]);
});

test("what is no fault has none", (t) => {
  t.deepEqual(judgeFixture("warning.log").map(readFault), [undefined]);
  t.deepEqual(judgeFixture("dmar-status-alone.log").map(readFault), [undefined]);
});

test("a declared complaint is expected, any other is not", (t) => {
  const splats = [...judgeFixture("dmar-fault.log"), ...judgeFixture("warning.log")];
  const { unexpected, expected, missing } = partition(splats, [{ kind: "iommu-fault", why: "the page is not mapped" }]);
  t.deepEqual(
    unexpected.map(({ kind }) => kind),
    ["warning"],
  );
  t.deepEqual(
    expected.map(({ why }) => why),
    ["the page is not mapped", "the page is not mapped"],
  );
  t.deepEqual(missing, []);
});

test("a declaration with a title takes only what has it", (t) => {
  const splats = judgeFixture("dmar-fault.log");
  const { unexpected, expected } = partition(splats, [{ kind: "iommu-fault", title: /0x3a60000/g, why: "the ring" }]);
  t.is(unexpected.length, 1);
  t.is(expected.length, 1);
});

test("a title may be the complaint's own, or where a WARN says its file, and not among its modules", (t) => {
  const [splat] = judgeFixture("warning-with-message.log");
  const declared = (title: RegExp) =>
    partition(splat === undefined ? [] : [splat], [{ kind: "warning", title, why: "" }]);
  t.is(declared(/^WARNING in remove_proc_entry$/).unexpected.length, 0);
  t.is(declared(/removing non-empty directory/).unexpected.length, 0);
  t.is(declared(/fs\/proc\/generic\.c/).unexpected.length, 0);
  t.is(declared(/uio_msi uio$/).unexpected.length, 1);
});

test("a declared complaint that does not come is missing, unless it may stay away", (t) => {
  const always = { kind: "iommu-fault", why: "the page is not mapped" } as const;
  const maybe = { kind: "rcu-stall", why: "emulation is slow", required: false } as const;
  t.deepEqual(partition([], [always, maybe]), { unexpected: [], expected: [], missing: [always] });
});

// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { IommuMode } from "../iommu.ts";
import { machineDefaults, type MachineSpec, type Start } from "../machine.ts";
import { devices } from "../device/index.ts";
import { boardArgs, kernelArgs, startArgs } from "./board.ts";
import { consoleArgs, monitorArgs } from "./channels.ts";
import { argv } from "./index.ts";
import { iommuArgs } from "./iommu.ts";
import { deviceArgs } from "./device.ts";
import { managementArgs, peerArgs } from "./network.ts";

const machine = (change: Partial<MachineSpec> = {}): MachineSpec => ({
  ...machineDefaults,
  device: devices.igb,
  iommu: "off",
  accelerator: "tcg",
  kernel: { image: "/k/bzImage", initrd: "/k/initrd" },
  ...change,
});

const optionValues = (args: readonly string[], option: string): string[] =>
  args.flatMap((arg, index) => (arg === option ? [args[index + 1] ?? ""] : []));

for (const [accelerator, option, cpu] of [
  ["tcg", "tcg,thread=single", "max"],
  ["kvm", "kvm", "host"],
] as const)
  test(`${accelerator} takes the CPU ${cpu}`, (t) => {
    const args = boardArgs(machine({ accelerator }));
    t.deepEqual(optionValues(args, "-accel"), [option]);
    t.deepEqual(optionValues(args, "-cpu"), [cpu]);
  });

test("an interrupt-remapping IOMMU needs the IO-APIC in QEMU", (t) => {
  t.regex(optionValues(boardArgs(machine()), "-machine")[0] ?? "", /^q35,kernel-irqchip=split\b/);
});

for (const [iommu, devices, parameter] of [
  ["off", [], "intel_iommu=off"],
  ["intel", ["intel-iommu,intremap=on"], "intel_iommu=on"],
] as const satisfies readonly (readonly [IommuMode, readonly string[], string])[])
  test(`IOMMU ${iommu}: device and kernel parameter agree`, (t) => {
    t.deepEqual(optionValues(iommuArgs(iommu), "-device"), [...devices]);
    t.true((optionValues(kernelArgs(machine({ iommu })), "-append")[0] ?? "").split(" ").includes(parameter));
  });

test("a guest that is told the rate of its time stamp counter need not measure it", (t) => {
  const append = (change: Partial<MachineSpec>): string =>
    optionValues(kernelArgs(machine(change)), "-append")[0] ?? "";
  t.regex(append({ tscKHz: 2_596_122 }), / tsc_early_khz=2596122 /);
  t.notRegex(append({}), /tsc_early_khz/);
});

test("NIC under test and peer share one hub; the management NIC is on none", (t) => {
  const hubs = [...deviceArgs(devices.igb), ...peerArgs()].filter((arg) => arg.startsWith("hubport"));
  t.deepEqual(
    hubs.map((arg) => /hubid=\d+/.exec(arg)?.[0]),
    ["hubid=0", "hubid=0"],
  );
  t.false(managementArgs().some((arg) => arg.includes("hub")));
});

test("SSH gets a port from the host's kernel, on the loopback address alone, and the guest reaches nothing else", (t) => {
  t.regex(managementArgs().join(" "), /restrict=on,hostfwd=tcp:127\.0\.0\.1:0-10\.0\.2\.15:22/);
});

test("a comma in the console's file name is doubled, as QEMU wants it", (t) => {
  t.regex(consoleArgs("/a,b/log").join(" "), /logfile=\/a,,b\/log/);
});

test("QMP comes over an inherited socket: no path, no port", (t) => {
  t.deepEqual(monitorArgs(), ["-chardev", "socket,id=qmp,fd=3", "-mon", "chardev=qmp,mode=control"]);
});

for (const [start, args] of [
  [{ kind: "boot" }, []],
  [{ kind: "restore", snapshot: "/s" }, ["-incoming", "defer"]],
] as const satisfies readonly (readonly [Start, readonly string[]])[])
  test(`a machine that is to ${start.kind}`, (t) => {
    t.deepEqual(startArgs(start), [...args]);
  });

test("a panic ends QEMU: the kernel resets at once, and a reset ends the machine", (t) => {
  const args = argv(machine(), { kind: "boot" }, "/log");
  t.true(args.includes("-no-reboot"));
  t.regex(optionValues(args, "-append")[0] ?? "", /\bpanic=-1\b/);
});

test("the userland volume is a disk that is only read, and on no machine that does not ask for it", (t) => {
  const disks = (change: Partial<MachineSpec>): string[] =>
    argv(machine(change), { kind: "boot" }, "/log").filter((arg) => arg.includes("userland"));
  t.deepEqual(disks({}), []);
  const [blockdev = "", device = ""] = disks({ userland: "/cache/userland.erofs" });
  t.like(JSON.parse(blockdev) as object, { filename: "/cache/userland.erofs", "read-only": true });
  t.regex(device, /^virtio-blk-pci,.*drive=userland,/);
});

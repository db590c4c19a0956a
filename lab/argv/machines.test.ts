// SPDX-License-Identifier: GPL-2.0-only
// Every machine that can be described: each device with each IOMMU in each variant. What all of them have in common is
// held for all of them; what is particular to a device is spelt out once.
import test from "ava";
import { devices, type DeviceDefinition, type DeviceModel } from "../device/index.ts";
import { iommuFacts, iommuModes } from "../iommu.ts";
import { cpusFor, machineDefaults, type MachineSpec } from "../machine.ts";
import { macs } from "../network.ts";
import { variantFacts, variants } from "../variant.ts";
import { deviceArgs, modelIn } from "./device.ts";
import { argv, machineModels } from "./index.ts";

const port = "-device pcie-root-port,id=port0,chassis=1,slot=1,addr=0x4";
const wire = "-netdev hubport,id=wire0,hubid=0";
const nic = `netdev=wire0,mac=${macs.underTest},romfile=`;

/** What is put on the command line for those devices that are not plain: a place, a wire, or more beside them. */
const lines: Partial<Record<DeviceModel, readonly string[]>> = {
  e1000e: [wire, port, `-device e1000e,id=device0,bus=port0,${nic}`],
  igb: [wire, port, `-device igb,id=device0,bus=port0,${nic}`],
  igbvf: [wire, port, `-device igb,id=device0,bus=port0,${nic}`],
  ivshmem: [
    port,
    "-chardev socket,id=ivshmem,fd=4",
    "-device ivshmem-doorbell,id=device0,bus=port0,chardev=ivshmem,vectors=300,master=on",
  ],
  e1000: [wire, `-device e1000,id=device0,addr=0x7,${nic}`],
  edu: ["-device edu,id=device0,addr=0x7"],
  nvme: [
    port,
    "-device nvme,id=device0,bus=port0,serial=0,msix_qsize=64",
    "-device nvme,id=device1,addr=0x9,serial=1,msix_qsize=64",
    "-device nvme,id=device2,addr=0xa,serial=2,msix_qsize=64",
    "-device nvme,id=device3,addr=0xb,serial=3,msix_qsize=64",
  ],
  pair: [
    wire,
    port,
    "-device pcie-pci-bridge,id=bridge0,bus=port0",
    `-device e1000e,id=device0,bus=bridge0,addr=0x1,${nic}`,
    `-device e1000e,id=sibling0,bus=bridge0,addr=0x2,mac=${macs.sibling},romfile=`,
  ],
};

/** Options with their values, one a line. */
const paired = (args: readonly string[]): string[] =>
  args.flatMap((arg, index) => (arg.startsWith("-") ? [`${arg} ${args[index + 1] ?? ""}`] : []));

for (const [model, expected] of Object.entries(lines) as [DeviceModel, readonly string[]][])
  test(`${model} and what stands around it`, (t) => {
    t.deepEqual(paired(deviceArgs(devices[model])), [...expected]);
  });

const machines: readonly MachineSpec[] = Object.values<DeviceDefinition>(devices).flatMap((device) =>
  iommuModes.flatMap((iommu) =>
    [undefined, ...variants].map((variant) => ({
      ...{ ...machineDefaults, device, iommu, cpus: cpusFor(device), accelerator: "tcg" },
      ...(variant === undefined ? {} : { variant }),
      kernel: { image: "/k/bzImage", initrd: "/k/initrd" },
    })),
  ),
);

/** Holds something of every machine; one that it does not hold of is named. */
function every(title: string, holds: (machine: MachineSpec, args: readonly string[]) => boolean): void {
  test(`in each machine ${title}`, (t) => {
    const not = machines.filter((machine) => !holds(machine, argv(machine, { kind: "boot" }, "/log")));
    t.deepEqual(
      not.map(({ device, iommu, variant }) => [device.model, iommu, variant].filter(Boolean).join("/")),
      [],
    );
  });
}

const values = (args: readonly string[], option: string): string[] =>
  args.flatMap((arg, index) => (arg === option ? [args[index + 1] ?? ""] : []));
const append = (args: readonly string[]): string[] => values(args, "-append").join(" ").split(" ");
const same = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

every("the device under test is there once, by the id that hot-plug knows it by", (_, args) => {
  return values(args, "-device").filter((value) => /,(?:id=|"id":")device0\b/.test(value)).length === 1;
});

every("no two devices or back ends share an id", (_, args) => {
  const ids = [...args.join(" ").matchAll(/\bid=([\w-]+)/g)].map(([, id]) => id);
  return ids.length === new Set(ids).size;
});

every("no two devices of the root bus share a slot", (_, args) => {
  const onRoot = values(args, "-device").filter((value) => !/bus=(?!pcie\.0\b)/.test(value));
  const slots = onRoot.flatMap((value) => /\baddr=(0x[0-9a-f]+)/.exec(value)?.[1] ?? []);
  return slots.length === new Set(slots).size;
});

every("no two NICs share a MAC address", (_, args) => {
  const found = args.flatMap((arg) => /\bmac=([\da-f:]+)/.exec(arg)?.[1] ?? []);
  return found.length === new Set(found).size;
});

every("the IOMMU, if there is one, comes before every device that it stands in front of", ({ iommu }, args) => {
  const { device } = iommuFacts[iommu];
  const all = values(args, "-device");
  return device === undefined ? !all.some((value) => /^[^,]*iommu/.test(value)) : all[0] === device;
});

every("the kernel is told of the IOMMU, of the variant and of the device", ({ device, iommu, variant }, args) => {
  const odd = variant === undefined ? [] : variantFacts[variant].parameters;
  const told = [...iommuFacts[iommu].parameters, ...odd, `lab.name=${device.model}`];
  return told.every((word) => append(args).includes(word));
});

every("QEMU is told of the variant, and of no other", ({ variant }, args) => {
  const all = variants.flatMap((name) => variantFacts[name].args);
  const told = variant === undefined ? [] : variantFacts[variant].args;
  return same(args.filter((arg) => arg !== "-device" && all.includes(arg)), [...told]); // prettier-ignore
});

every("the wire has two ends, or there is none", (_, args) => {
  const ends = values(args, "-netdev").filter((value) => /^hubport,.*hubid=0$/.test(value));
  const used = (id: string): boolean => args.some((arg) => arg.includes(`netdev=${id},`));
  return ends.length === 0 ? !used("wire0") : ends.length === 2 && used("wire0") && used("wire1");
});

every("the management NIC is there, and no NIC has an option ROM", (_, args) => {
  const nics = values(args, "-device").filter((value) => value.includes("mac="));
  return nics.some((value) => value.includes("netdev=mgmt,")) && nics.every((value) => value.endsWith("romfile="));
});

every("there are as many CPUs as the device wants, or two", ({ device }, args) => {
  return same(values(args, "-smp"), [String(device.cpus ?? 2)]);
});

every("the models that it is made of are those on the command line", (machine, args) => {
  const models = values(args, "-device").map(modelIn);
  return same([...new Set(models)], machineModels(machine));
});

// SPDX-License-Identifier: GPL-2.0-only
// What sysfs says of a function that its own driver has, held against what else is known of it: its interrupts, its power,
// and where it is (Documentation/ABI/testing/sysfs-bus-pci, sysfs-devices-power).
import { endpoint, notVirtual, ownDriver } from "../../lab/device/needs.ts";
import { readAttribute, startCalls, writeAttribute } from "../../harness/guest/attribute.ts";
import { bindOwn, pciFacts, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";

const about = ["msi_mode_show", "msi_sysfs_*", "irq_show", "power_state_show", "numa_node_*", "control_*", "runtime_*"];
const spec = family("pci-state", { devices: [endpoint, ownDriver], variants: "any", oneIommu: true, about });

const folder = ({ device }: SpecContext): string => `/sys/bus/pci/devices/${device.address}`;

/** The numbers in msi_irqs, in order. */
async function listed(context: SpecContext): Promise<readonly number[]> {
  const text = await context.guest.$`ls ${folder(context)}/msi_irqs 2> /dev/null; true`;
  return text
    .split(/\s+/)
    .filter(Boolean)
    .map(Number)
    .toSorted((one, other) => one - other);
}

spec(
  "msi_irqs lists the interrupts that the driver has, by their mode, and none without a driver",
  async (t, context) => {
    const { guest, device } = context;
    await using calls = await startCalls(guest);
    for (let round = 0; round < 2; round++) {
      await bindOwn(guest, device);
      const numbers = await listed(context);
      context.fact("interrupts", numbers.join(" "));
      const { msix } = await pciFacts(guest, device.address);
      const mode = msix?.enabled === true ? "msix" : "msi";
      for (const number of numbers) {
        t.is(await readAttribute(calls, `${folder(context)}/msi_irqs/${number}`), mode, `interrupt ${number}`);
        await guest.$`test -d /sys/kernel/irq/${number}`;
      }
      if (mode === "msix") t.true(numbers.length > 0, "MSI-X is on, and there is no interrupt");
      // "irq" is the first message of MSI, and no message of MSI-X.
      const irq = Number(await readAttribute(calls, `${folder(context)}/irq`));
      if (numbers.length > 0) t.is(numbers.includes(irq), mode === "msi", `irq is ${irq}, with ${mode}`);
      await unbind(guest, device.address);
      t.deepEqual(await listed(context), [], "interrupts of a device without a driver");
      for (const number of numbers)
        t.is((await guest.execute(sh`test -d /sys/kernel/irq/${number}`)).code, 1, `interrupt ${number} is left`);
      t.false(numbers.includes(Number(await readAttribute(calls, `${folder(context)}/irq`))));
    }
  },
);

spec("power/control takes on and auto; a device that is on is active, and in D0", async (t, context) => {
  const { guest, device } = context;
  await using calls = await startCalls(guest);
  await bindOwn(guest, device);
  const power = `${folder(context)}/power`;
  const before = await readAttribute(calls, `${power}/control`);
  for (const value of ["auto", "on", "on", "auto", "auto", "on"]) {
    t.is(await writeAttribute(calls, `${power}/control`, value), undefined);
    t.is(await readAttribute(calls, `${power}/control`), value);
    if (value !== "on") continue;
    t.is(await readAttribute(calls, `${power}/runtime_status`), "active", "it is on");
    t.is(await readAttribute(calls, `${folder(context)}/power_state`), "D0", "it is on");
  }
  for (const value of ["x", "off", "onn"])
    t.is(await writeAttribute(calls, `${power}/control`, value), "EINVAL", value);
  t.is(await readAttribute(calls, `${power}/control`), "on", "what was refused changes nothing");
  // The driver goes and comes while the device may sleep.
  for (let round = 0; round < 3; round++) {
    t.is(await writeAttribute(calls, `${power}/control`, "auto"), undefined);
    await unbind(guest, device.address);
    t.is(await writeAttribute(calls, `${power}/control`, "on"), undefined);
    await bindOwn(guest, device);
    t.is(await readAttribute(calls, `${folder(context)}/power_state`), "D0");
  }
  t.is(await writeAttribute(calls, `${power}/control`, before), undefined);
});

spec(
  "power/wakeup is kept where the device can wake the machine",
  { devices: [endpoint, ownDriver, notVirtual] },
  async (t, context) => {
    const { guest, device } = context;
    await using calls = await startCalls(guest);
    await bindOwn(guest, device);
    const wakeup = `${folder(context)}/power/wakeup`;
    const before = await readAttribute(calls, wakeup);
    if (!["enabled", "disabled"].includes(before)) notApplicable("it cannot wake the machine");
    for (const value of ["enabled", "disabled", "enabled"]) {
      t.is(await writeAttribute(calls, wakeup, value), undefined);
      t.is(await readAttribute(calls, wakeup), value);
      const source = await guest.$`ls ${folder(context)}/wakeup 2> /dev/null | wc -l`;
      t.is(Number(source) > 0, value === "enabled", "a wakeup source is there as long as it is enabled");
    }
    t.is(await writeAttribute(calls, wakeup, "x"), "EINVAL");
    t.is(await writeAttribute(calls, wakeup, before), undefined);
  },
);

spec("a function knows the CPUs near it, its node, and how far its driver lets it reach", async (t, context) => {
  const { guest, device } = context;
  await using calls = await startCalls(guest);
  await bindOwn(guest, device);
  const read = async (name: string): Promise<string> => readAttribute(calls, `${folder(context)}/${name}`);
  t.regex(await read("local_cpulist"), /^\d+(-\d+)?(,\d+(-\d+)?)*$/);
  t.true(BigInt(`0x${(await read("local_cpus")).replaceAll(",", "")}`) > 0n);
  for (const name of ["dma_mask_bits", "consistent_dma_mask_bits"]) {
    const bits = Number(await read(name));
    t.true(bits >= 24 && bits <= 64, `${name}: ${bits}`);
  }
  const node = await read("numa_node");
  if (node === "(ENOENT)") return;
  t.true(Number(node) >= -1, node);
  // Writing a node that there is taints the kernel: only what is none is written.
  for (const value of ["x", "4096", "-2"])
    t.is(await writeAttribute(calls, `${folder(context)}/numa_node`, value), "EINVAL", value);
  t.is(await read("numa_node"), node);
});

declareLeakSpec(spec);

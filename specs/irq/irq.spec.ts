// SPDX-License-Identifier: GPL-2.0-only
// What the interrupt core does with a device's vectors (Documentation/core-api/irq/irq-affinity.rst,
// Documentation/core-api/cpu_hotplug.rst): they go to the CPU that they are sent to, move when it leaves, and get lost nowhere.
// vfio-pci has the device: any driver that asks for vectors would do.
import { msix, need, raises } from "../../lab/device/needs.ts";
import { map, master, arm, fire, storm } from "../../harness/guest/device-calls.ts";
import { readAttribute, startCalls, writeAttribute } from "../../harness/guest/attribute.ts";
import type { Guest } from "../../harness/guest/guest.ts";
import { interruptFact } from "../../harness/guest/pci.ts";
import type { GuestProgram } from "../../harness/guest/program.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import { disableIrqs, setIrqs } from "../../harness/spec/vfio-uapi.ts";
import { driver, eventfds, interruptTraces, openVfio, signalled, signals, vfioDevices } from "../vfio/vfio.ts";

const about = [
  "irq_*",
  "__irq_*",
  "request_threaded_irq",
  "free_irq",
  "__setup_irq",
  "__free_irq",
  "msi_*",
  "pci_msi*",
  "pci_alloc_irq_vectors*",
  "vector_*",
  "x86_vector_*",
  "apic_*",
  "assign_*",
  "activate_*",
  "fixup_irqs",
  "intel_ir*",
  "modify_irte",
  "alloc_irte",
  "show_interrupts",
  "write_irq_affinity",
  "default_affinity_*",
];
const cpus = need("with two CPUs in its machine", (device) => device.cpus !== 1);
const spec = family("irq", { driver, devices: [...vfioDevices, msix, raises, cpus], about });

/** The line of a vector in /proc/interrupts. */
const row = ({ device }: SpecContext, vector: number): string => `vfio-msix[${vector}](${device.address})`;

/** The device open, with its first two vectors on: eventfds `v0` and `v1`. */
async function armed(context: SpecContext): Promise<GuestProgram> {
  const vfio = await openVfio(context);
  await vfio.all([map("BAR0"), master("on"), arm()]);
  await eventfds(vfio, "v0", "v1");
  await vfio.ok(setIrqs({ index: "msix", eventfds: ["v0", "v1"] }));
  return vfio;
}

/** The folder of a vector's interrupt in /proc/irq. */
async function folder(context: SpecContext, vector: number): Promise<string> {
  const script = sh`echo /proc/irq/$(echo $(grep -F ${row(context, vector)} /proc/interrupts | cut -d: -f1))`;
  return context.guest.run(script);
}

/** Has the device raise a vector, and takes it. @returns how often it came on each CPU. */
async function hear(context: SpecContext, vfio: GuestProgram, vector: number): Promise<readonly [number, number]> {
  const before = await counts(context, vector);
  await vfio.ok(fire(vector));
  await signalled(vfio, `v${vector}`);
  await signals(vfio, `v${vector}`);
  const after = await counts(context, vector);
  return [(after[0] ?? 0) - (before[0] ?? 0), (after[1] ?? 0) - (before[1] ?? 0)];
}

async function counts({ guest, ...context }: SpecContext, vector: number): Promise<readonly number[]> {
  const script = sh`awk -v name=${row({ guest, ...context }, vector)} '$NF == name { print $2, $3 }' /proc/interrupts`;
  return (await guest.run(script)).split(" ").map(Number);
}

async function online(guest: Guest, cpu: number, on: boolean): Promise<void> {
  await guest.run(sh`echo ${on ? 1 : 0} > /sys/devices/system/cpu/cpu${cpu}/online`, { timeout: 60_000 });
}

spec("a vector goes to the CPU that it is sent to", async (t, context) => {
  const { guest } = context;
  await using vfio = await armed(context);
  const file = await folder(context, 0);
  for (let round = 0; round < 6; round++) {
    const cpu = round % 2;
    await guest.$`echo ${cpu} > ${file}/smp_affinity_list`;
    // A vector moves with the next interrupt where it is not remapped (kernel/irq/migration.c).
    await hear(context, vfio, 0);
    const heard = await hear(context, vfio, 0);
    t.true((heard[cpu] ?? 0) > 0, `round ${round}: CPU ${cpu}`);
    t.is(heard[1 - cpu], 0, `round ${round}: CPU ${1 - cpu}`);
    t.is(await guest.read(`${file}/effective_affinity_list`), String(cpu));
  }
  t.true(
    (await hear(context, vfio, 1)).some((count) => count > 0),
    "the other vector is where it was",
  );
});

spec("an affinity to no CPU, or to none that is there, is refused and changes nothing", async (t, context) => {
  const { guest } = context;
  await using vfio = await armed(context);
  await using calls = await startCalls(guest);
  const file = await folder(context, 0);
  await guest.$`echo 1 > ${file}/smp_affinity`;
  for (const [name, value] of [
    ["smp_affinity", "0"],
    ["smp_affinity_list", "7"],
    ["smp_affinity", "x"],
    ["smp_affinity_list", "3-1"],
  ] as const)
    t.true(
      ["EINVAL", "ERANGE", "EOVERFLOW"].includes((await writeAttribute(calls, `${file}/${name}`, value)) ?? ""),
      `${name} ${value}`,
    );
  t.is(await readAttribute(calls, `${file}/smp_affinity_list`), "0");
  t.true((await hear(context, vfio, 0)).some((count) => count > 0));
});

spec("vectors that are new go where default_smp_affinity says", async (t, context) => {
  const { guest } = context;
  const file = "/proc/irq/default_smp_affinity";
  const before = await guest.read(file);
  await guest.$`echo 2 > ${file}`;
  try {
    await using vfio = await armed(context);
    t.is(await interruptFact(guest, row(context, 0), "effective_affinity_list"), "1");
    t.true(((await hear(context, vfio, 0))[1] ?? 0) > 0);
  } finally {
    await guest.$`echo ${before} > ${file}`;
  }
});

spec("moved 200 times under fire, a vector is lost on no CPU", async (t, context) => {
  const { guest } = context;
  await using vfio = await armed(context);
  const file = await folder(context, 0);
  const firing = vfio.ok(storm(1500));
  await guest.run(
    sh`for n in $(seq 100); do echo 0 > ${file}/smp_affinity_list; echo 1 > ${file}/smp_affinity_list; done`,
    { timeout: 60_000 },
  );
  context.fact("fired", (await firing).fired);
  await Promise.all(["v0", "v1"].map(async (name) => signals(vfio, name)));
  t.true((await hear(context, vfio, 0)).some((count) => count > 0));
  t.true((await hear(context, vfio, 1)).some((count) => count > 0));
  t.regex(await interruptFact(guest, row(context, 0), "spurious"), /unhandled 0\n/);
});

spec("a CPU that leaves hands its vectors on, and they can be sent to it when it is back", async (t, context) => {
  const { guest } = context;
  await using vfio = await armed(context);
  const file = await folder(context, 0);
  try {
    for (let round = 0; round < 3; round++) {
      await guest.$`echo 1 > ${file}/smp_affinity_list`;
      await hear(context, vfio, 0);
      await online(guest, 1, false);
      t.is(await guest.read(`${file}/effective_affinity_list`), "0");
      await vfio.ok(fire(0));
      t.true(await signalled(vfio, "v0"), `round ${round}`);
      await signals(vfio, "v0");
      await online(guest, 1, true);
      await guest.$`echo 1 > ${file}/smp_affinity_list`;
      await hear(context, vfio, 0);
      t.true(((await hear(context, vfio, 0))[1] ?? 0) > 0, `round ${round}`);
    }
  } finally {
    await online(guest, 1, true);
  }
});

spec("a CPU that leaves under fire takes no interrupt with it", { timeoutFactor: 2 }, async (t, context) => {
  const { guest } = context;
  await using vfio = await armed(context);
  const file = await folder(context, 0);
  try {
    for (let round = 0; round < 3; round++) {
      await guest.$`echo 1 > ${file}/smp_affinity_list`;
      const firing = vfio.ok(storm(1000));
      await online(guest, 1, false);
      await firing;
      await signals(vfio, "v0");
      await vfio.ok(fire(0));
      t.true(await signalled(vfio, "v0"), `round ${round}`);
      await online(guest, 1, true);
    }
  } finally {
    await online(guest, 1, true);
  }
});

spec(
  "switched on and off 50 times, vectors leave no interrupt, no directory and no entry of a table",
  async (t, context) => {
    const { guest } = context;
    await using vfio = await openVfio(context);
    await eventfds(vfio, "v0", "v1");
    const on = setIrqs({ index: "msix", eventfds: ["v0", "v1"] });
    const left = async (): Promise<string> => guest.$`ls /proc/irq; ls /sys/kernel/debug/irq/irqs; ls /sys/kernel/irq`;
    await vfio.all([on, disableIrqs("msix")]);
    const before = [await left(), await interruptTraces(context)];
    for (let round = 0; round < 50; round++) await vfio.all([on, disableIrqs("msix")]);
    t.deepEqual([await left(), await interruptTraces(context)], before);
  },
);

spec("a vector has a directory with its handler's name as long as it is on", async (t, context) => {
  const { guest, device } = context;
  await using vfio = await armed(context);
  const file = await folder(context, 0);
  await guest.$`ls ${file} && test -d ${file}/${row(context, 0)}`;
  const number = file.split("/").at(-1) ?? "";
  t.is(await guest.read(`/sys/kernel/irq/${number}/actions`), row(context, 0));
  t.regex(await guest.read(`/sys/kernel/debug/irq/irqs/${number}`), /handler: +handle_edge_irq/);
  const listed = await guest.$`ls /sys/bus/pci/devices/${device.address}/msi_irqs`;
  t.true(listed.split(/\s+/).includes(number), listed);
  t.is(await guest.read(`/sys/bus/pci/devices/${device.address}/msi_irqs/${number}`), "msix");
  await vfio.ok(disableIrqs("msix"));
  await guest.$`test ! -e ${file}/${row(context, 0)} && test ! -e /sys/bus/pci/devices/${device.address}/msi_irqs/${number}`;
});

spec(
  "what the kernel tells of each interrupt can be read while they come and go",
  { profile: "default" },
  async (t, context) => {
    const { guest } = context;
    await using vfio = await openVfio(context);
    await eventfds(vfio, "v0", "v1");
    const reading = guest.run(
      sh`for n in $(seq 20); do cat /proc/interrupts /proc/stat /sys/kernel/debug/irq/irqs/* /sys/kernel/debug/irq/domains/* /proc/irq/*/smp_affinity /proc/irq/*/spurious > /dev/null 2>&1; done; true`,
      { timeout: 120_000 },
    );
    for (let round = 0; round < 40; round++)
      await vfio.all([setIrqs({ index: "msix", eventfds: ["v0", "v1"] }), disableIrqs("msix")]);
    await reading;
    t.pass();
  },
);

declareLeakSpec(spec);

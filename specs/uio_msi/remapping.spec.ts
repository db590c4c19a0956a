// SPDX-License-Identifier: GPL-2.0-only
// An MSI-X message is a memory write, and what is written where stands in a table in one of the device's BARs. uio_msi
// does not let a program map it; but root can, through sysfs. So much is in the table: without interrupt remapping
// whoever writes it raises any vector of any CPU, with it the device can raise its own interrupts and no others.
import * as z from "zod/mini";
import { iommuFacts, iommuModes } from "../../lab/iommu.ts";
import { macs } from "../../lab/network.ts";
import { fire } from "../../harness/guest/device-calls.ts";
import type { UioSession } from "./uio-session.ts";
import { sh } from "../../harness/guest/shell.ts";
import { faults } from "../../harness/spec/dma.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { armedUio, fires } from "./verbs.ts";

const spec = family("remapping", { driver: "uio_msi", profile: "default" });

const remapping = iommuModes.filter((mode) => iommuFacts[mode].interruptRemapping);
const without = iommuModes.filter((mode) => !iommuFacts[mode].interruptRemapping);

/** Messages go here, CPU 0 being addressed by zeros: Intel SDM volume 3, 11.11.1. */
const cpu0 = "0xfee00000";
/** Vectors are given out from 0x21 up (arch/x86/include/asm/irq_vectors.h): nobody has this one. */
const nobodys = 0xb7;
/** Entry 0x7ff0 of the table, in bits 5 to 19; bit 4 says that it is one: Intel VT-d specification 5.1.2.2. */
const noEntry = "0xfeeffe10";

const Entry = z.object({ address: z.string(), data: z.string() });
type Entry = z.infer<typeof Entry>;

async function entry({ guest, device }: SpecContext, vector: number, address: string = device.address): Promise<Entry> {
  return guest.json(Entry, sh`labtool msix ${address} ${vector}`);
}

/** Where the IOMMU translates nothing the kernel sets up no interrupt for its faults, though it remaps: blocked in silence. */
const isTold = ({ run }: SpecContext): boolean => iommuFacts[run.cell.iommu].dma !== "absent";

function expectBlocked(context: SpecContext, why: string): void {
  if (isTold(context)) context.expectSplat({ kind: "iommu-fault", title: /INTR-REMAP/, why });
}

/** Whether the kernel names the device as the one whose message was blocked. */
async function blamed(context: SpecContext): Promise<boolean> {
  const source = context.device.address.replace("0000:", "");
  const blocked = (await faults(context)).filter(({ access }) => access === "interrupt");
  return isTold(context) ? blocked.some((fault) => fault.source === source) : blocked.length === 0;
}

/** What the device sends on a vector while its entry says something else; then the entry is as it was. */
async function fireAs(context: SpecContext, uio: UioSession, vector: number, forged: Entry): Promise<number> {
  const { guest, device } = context;
  const own = await entry(context, vector);
  await guest.$`labtool msix ${device.address} ${vector} ${forged.address} ${forged.data}`;
  await uio.ok(fire(vector));
  const count = (await uio.counts())[`v${vector}`] ?? 0;
  await guest.$`labtool msix ${device.address} ${vector} ${own.address} ${own.data}`;
  return count;
}

spec(
  "without remapping, whoever writes the MSI-X table raises any vector of a CPU",
  { iommus: without },
  async (t, context) => {
    context.expectSplat({ kind: "irq", title: /No irq handler/, why: "a vector was raised that nobody has asked for" });
    await using uio = await armedUio(context);
    t.is(await fireAs(context, uio, 1, { address: cpu0, data: String(nobodys) }), 0);
    t.regex(await context.kernelLog(), new RegExp(`No irq handler for (vector|0\\.${nobodys})`));
    t.deepEqual(Object.keys(await fires(uio, 1)), ["v1"], "its own entry restored, the vector works");
  },
);

/*
 * Messages as without remapping (bit 4 of the address clear) are blocked by hardware. QEMU lets them through
 * (hw/i386/intel_iommu.c, vtd_interrupt_remap_msi: "compatible mode"), so that cannot be shown here.
 */
spec(
  "with remapping, a message that names an entry which the kernel has not made is blocked",
  { iommus: remapping, fresh: true },
  async (t, context) => {
    expectBlocked(context, "the message names an entry that is not there");
    await using uio = await armedUio(context);
    t.is(await fireAs(context, uio, 1, { address: noEntry, data: "0" }), 0);
    t.true(await blamed(context));
    t.deepEqual(Object.keys(await fires(uio, 1)), ["v1"], "its own entry restored, the vector works");
  },
);

spec(
  "with remapping, a device that uses another device's entry is blocked: the entry says whose it is",
  { iommus: remapping, fresh: true },
  async (t, context) => {
    const { guest } = context;
    expectBlocked(context, "the message names an entry of another device");
    const peer = (await guest.$`grep -l ${macs.peer} /sys/class/net/*/address`).split("/").at(-2) ?? "";
    const owner = await guest.$`basename $(readlink -f /sys/class/net/${peer}/device | sed 's,/virtio[0-9]*$,,')`;
    await using uio = await armedUio(context);
    t.not(await guest.$`ls /sys/bus/pci/devices/${owner}/msi_irqs`, "", "the other device has interrupts");
    t.is(await fireAs(context, uio, 1, await entry(context, 0, owner)), 0);
    t.true(await blamed(context));
  },
);

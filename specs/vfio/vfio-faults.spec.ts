// SPDX-License-Identifier: GPL-2.0-only
// Memory may run out at any point of what a program asks of VFIO, and its own memory may be gone. Each call in which that is
// made to happen fails cleanly or works; made again it works; and nothing is left of it. By way of VFIO each function that
// sets up interrupts is reached on any device: MSI-X, MSI and pins (drivers/pci/msi, kernel/irq/msi.c).
import type { ExecutionContext } from "ava";
import { adopt, file, ioctl, ioctlNumber, memory, Reply, shut, type SystemCall } from "../../harness/guest/calls.ts";
import { cString, fd } from "../../harness/guest/bytes.ts";
import type { GuestProgram } from "../../harness/guest/program.ts";
import { unbind } from "../../harness/guest/pci.ts";
import { sweepFailures } from "../../harness/spec/failures.ts";
import { family, notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import { bindVfio, wayNeeds } from "../../harness/spec/vfio.ts";
import {
  configRegion,
  disableIrqs,
  irqInfo,
  irqs,
  mapDma,
  regionInfo,
  setIrqs,
  unmapDma,
  vfioRequests,
} from "../../harness/spec/vfio-uapi.ts";
import { driver, eventfds, interruptTraces, openVfio, startVfio, vfioDevices } from "./vfio.ts";

const about = [
  "vfio_*",
  "pci_alloc_irq_vectors*",
  "pci_enable_msi*",
  "msi_capability_init",
  "msix_capability_init",
  "msi_domain_*",
  "__msi_domain_*",
  "irq_domain_alloc*",
  "request_irq",
  "iommu_map*",
];
const spec = family("vfio-faults", {
  driver,
  devices: vfioDevices,
  flavours: ["debug"],
  profile: "full",
  timeoutFactor: 3,
  about,
});

/** What may be said when memory is missing, or what the program refers to. Anything else blames somebody else. */
const honest = ["EFAULT", "ENOMEM", "ENOSPC"];

async function sweep(
  t: ExecutionContext,
  context: SpecContext,
  vfio: GuestProgram,
  call: SystemCall,
  undo: (result: number) => Promise<unknown>,
): Promise<readonly string[]> {
  const { points, errnos } = await sweepFailures(context, vfio, call, { undo });
  context.fact("points", points);
  context.fact("errors", errnos.join(", "));
  t.true(points > 0, "without a point nothing is proved");
  return errnos;
}

for (const index of ["msix", "msi", "intx", "err", "req"] as const)
  spec(
    `${index} is switched on: whatever fails in it, it is on or off, and can be switched on at once`,
    async (t, context) => {
      await using vfio = await openVfio(context);
      const count = new Reply(await vfio.ok(irqInfo(irqs[index]))).u32(12);
      if (count === 0) notApplicable(`VFIO offers no ${index} here`);
      // Two vectors, so that one may fail behind one that is there.
      const names = ["a", "b"].slice(0, count);
      await eventfds(vfio, ...names);
      const before = await interruptTraces(context);
      const off = index === "err" || index === "req" ? setIrqs({ index, eventfds: [undefined] }) : disableIrqs(index);
      const on = setIrqs({ index, eventfds: names.slice(0, index === "msix" ? 2 : 1) });
      // Fewer vectors than were asked for are told of by their number, and none is on (drivers/vfio/pci/vfio_pci_intrs.c).
      await sweep(t, context, vfio, on, async (result) => (result > 0 ? undefined : vfio.ok(off)));
      t.deepEqual(await interruptTraces(context), before, "what is left of the interrupts");
    },
  );

spec("memory is mapped: whatever fails in it, it is mapped or not", wayNeeds.type1, async (t, context) => {
  await using vfio = await openVfio(context, "type1");
  const [iova, size] = [0x1_0000_0000, 64 * 4096];
  await vfio.ok(memory("m", size));
  const errnos = await sweep(t, context, vfio, mapDma({ memory: "m", iova, size }), async () => {
    const unmapped = new Reply(await vfio.ok(unmapDma(iova, size))).u64(16);
    t.is(Number(unmapped), size, "all of what was mapped, and nothing twice");
  });
  t.deepEqual(
    errnos.filter((errno) => !honest.includes(errno)),
    [],
  );
});

spec("the device is opened: whatever fails in it, it is had or free", wayNeeds.type1, async (t, context) => {
  const { guest, device } = context;
  const folder = `/sys/bus/pci/devices/${device.address}`;
  // ACPI's code, which enables a device at first, is none of VFIO's.
  await unbind(guest, device.address);
  await guest.$`echo 1 > ${folder}/enable`;
  // Resets allocate nothing and take long.
  await guest.$`[ ! -e ${folder}/reset_method ] || echo > ${folder}/reset_method`;
  await bindVfio(context);
  const group = await guest.$`basename $(readlink ${folder}/iommu_group)`;
  {
    await using vfio = await startVfio(context, "type1");
    await vfio.all([file("g", `/dev/vfio/${group}`), file("c", "/dev/vfio/vfio")]);
    const leave = ioctlNumber("g", vfioRequests.groupUnsetContainer);
    const join = ioctl("g", vfioRequests.groupSetContainer, fd("c"));
    await sweep(t, context, vfio, join, async () => vfio.ok(leave));
    await vfio.ok(join);
    // A container keeps its IOMMU as long as it has a group.
    await sweep(t, context, vfio, ioctlNumber("c", vfioRequests.setIommu, 3), async () => vfio.all([leave, join]));
    await vfio.ok(ioctlNumber("c", vfioRequests.setIommu, 3));
    const get = ioctl("g", vfioRequests.groupGetDeviceFd, cString(device.address));
    await sweep(t, context, vfio, get, async (result) => {
      await vfio.ok(adopt("dev", result));
      await vfio.all([regionInfo(configRegion, { file: "dev" }), shut("dev")]);
    });
    await vfio.all([leave, shut("c"), shut("g")]);
  }
  await unbind(guest, device.address);
  await guest.$`echo 0 > ${folder}/enable`;
  await guest.$`[ ! -e ${folder}/reset_method ] || echo default > ${folder}/reset_method`;
});

declareLeakSpec(spec);

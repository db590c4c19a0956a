// SPDX-License-Identifier: GPL-2.0-only
// What the IOMMU core shows in sysfs (Documentation/ABI/testing/sysfs-kernel-iommu_groups), and its groups' default domains.
import { alone, endpoint, notVirtual } from "../../lab/device/needs.ts";
import { readAttribute, startCalls, writeAttribute } from "../../harness/guest/attribute.ts";
import { bind, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";

const about = ["iommu_*", "intel_iommu_*", "viommu_*", "amd_iommu_*", "dmar_*", "device_def_domain_type", "domain_*"];
const spec = family("iommu", { devices: endpoint, dma: ["translating", "identity"], variants: "any", about });

/** The group's folder. */
async function group({ guest, device }: SpecContext): Promise<string> {
  return guest.$`readlink -f /sys/bus/pci/devices/${device.address}/iommu_group`;
}

spec("each PCI function that a driver has is in one group, and each group names its functions", async (t, context) => {
  const { guest, device } = context;
  await bind(guest, device.address, "uio_pci_generic");
  // virtio-iommu is a PCI function itself: it translates for others, and not for itself.
  const script = sh`for f in /sys/bus/pci/devices/*; do [ -e $f/iommu_group ] || { [ ! -e $f/driver ] || echo "$(basename $f) $(cat $f/device)"; continue; }; test -e $f/iommu_group/devices/$(basename $f) || echo "not in its group: $f"; done`;
  const left = (await guest.run(script)).split("\n").filter((line) => line !== "" && !line.includes("0x1057"));
  t.deepEqual(left, []);
});

spec("a group's type, its reserved regions and its IOMMU are there to be read", async (t, context) => {
  const { guest, run } = context;
  const folder = await group(context);
  const type = await guest.read(`${folder}/type`);
  t.true(["DMA", "DMA-FQ", "identity"].includes(type), type);
  t.is(type === "identity", run.cell.iommu === "intel-pt");
  const regions = (await guest.read(`${folder}/reserved_regions`)).split("\n");
  // The window of message-signalled interrupts: no DMA goes there.
  t.true(
    regions.some((line) => /^0x0*fee00000 0x0*feefffff (msi|direct)/.test(line)),
    regions.join("; "),
  );
  for (const line of regions) t.regex(line, /^0x[0-9a-f]{16} 0x[0-9a-f]{16} \S+$/);
});

spec(
  "the type of a group is changed while no driver has its device, and not while one has",
  { devices: [alone, endpoint, notVirtual] },
  async (t, context) => {
    const { guest, device } = context;
    await unbind(guest, device.address);
    await using calls = await startCalls(guest);
    const type = `${await group(context)}/type`;
    const before = await readAttribute(calls, type);
    for (let round = 0; round < 5; round++)
      for (const wanted of ["DMA", "identity"]) {
        t.is(await writeAttribute(calls, type, wanted), undefined, wanted);
        t.is(await readAttribute(calls, type), wanted);
      }
    t.is(await writeAttribute(calls, type, "nonsense"), "EINVAL");
    t.is(await writeAttribute(calls, type, before === "DMA-FQ" ? "DMA-FQ" : before), undefined);
    await bind(guest, device.address, "uio_pci_generic");
    t.is(await writeAttribute(calls, type, before === "identity" ? "DMA" : "identity"), "EPERM");
    t.is(await readAttribute(calls, type), before);
    await unbind(guest, device.address);
  },
);

spec("devices come and go, and groups with them", { devices: [alone, endpoint, notVirtual] }, async (t, context) => {
  const { guest, device } = context;
  const folder = `/sys/bus/pci/devices/${device.address}`;
  const count = sh`ls /sys/kernel/iommu_groups | wc -l`;
  const before = await guest.run(count);
  for (let round = 0; round < 10; round++) {
    await guest.$`echo 1 > ${folder}/remove`;
    t.is(Number(await guest.run(count)), Number(before) - 1);
    await guest.$`echo 1 > /sys/bus/pci/rescan && test -e ${folder}`;
    // Where firmware tables say what the IOMMU is for, a group is found as late as a driver binds (virtio, until Linux 6.15).
    await bind(guest, device.address, "uio_pci_generic");
    await guest.$`test -e ${folder}/iommu_group`;
  }
  t.is(await guest.run(count), before);
});

declareLeakSpec(spec);

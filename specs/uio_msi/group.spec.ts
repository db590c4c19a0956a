// SPDX-License-Identifier: GPL-2.0-only
// Two NICs behind one bridge share an IOMMU group: what one can reach, the other can. So VFIO will have all of a group
// or nothing. uio_msi uses the kernel's own domain, as any driver of the kernel does, and must count as such.
import { sibling } from "../../lab/device/needs.ts";
import { iommuFacts } from "../../lab/iommu.ts";
import type { PciAddress } from "../../lab/ids.ts";
import { viable, open } from "../../harness/guest/device-calls.ts";
import { bind, readDriver, unbind } from "../../harness/guest/pci.ts";
import { sh, type ShellCommand } from "../../harness/guest/shell.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { armedUio, ownEventfds, wokenEventfds } from "./verbs.ts";
import { iommufdSince, vfioNeeds, permitVfio } from "../../harness/spec/vfio.ts";
import { openVfio, startVfio } from "./vfio.ts";

const spec = family("group", { driver: "uio_msi", devices: sibling, dma: ["translating", "identity"] });

/** Beside the NIC under test on the bridge. */
function siblingBeside({ device }: SpecContext): PciAddress {
  const [address] = device.siblings ?? [];
  if (address === undefined) throw new TypeError(`${device.model} has its IOMMU group for itself`);
  return address;
}

const group = (address: string): ShellCommand => sh`basename $(readlink /sys/bus/pci/devices/${address}/iommu_group)`;

/** vfio-pci has the NIC under test; nobody has opened it. */
async function vfioBound({ guest, device, run }: SpecContext): Promise<void> {
  await permitVfio(guest, iommuFacts[run.cell.iommu]);
  await bind(guest, device.address, "vfio-pci");
}

spec("the two NICs are in one group, and uio_msi may have both: all vectors work", async (t, context) => {
  const { guest, device } = context;
  const beside = siblingBeside(context);
  t.is(await guest.run(group(beside)), await guest.run(group(device.address)));

  await bind(guest, beside, "uio_msi");
  await using uio = await armedUio(context);
  t.deepEqual(await wokenEventfds(uio, context), ownEventfds(context));
});

spec("a sibling with uio_msi keeps VFIO from the group", { since: iommufdSince }, async (t, context) => {
  const { guest, device } = context;
  const beside = siblingBeside(context);
  await bind(guest, beside, "uio_msi");
  await vfioBound(context);
  await using byGroup = await startVfio(guest, device.address, "type1");
  t.is((await byGroup.ok(viable())).viable, false);
  t.is(await byGroup.refused(open()), "EPERM");
  await using byFile = await startVfio(guest, device.address, "iommufd");
  t.is((await byFile.ask(open())).ok, false);
  await unbind(guest, beside);
  t.is((await byGroup.ok(viable())).viable, true, "the sibling without a driver is no obstacle");
  await byGroup.ok(open());
});

for (const way of ["type1", "iommufd"] as const)
  spec(
    `while VFIO (${way}) has the group, uio_msi does not get the sibling; afterwards it does`,
    vfioNeeds(way),
    async (t, context) => {
      const { guest } = context;
      const beside = siblingBeside(context);
      await unbind(guest, beside);
      const vfio = await openVfio(context, way);
      await t.throwsAsync(bind(guest, beside, "uio_msi"), { message: /did not take/ });
      t.is(await readDriver(guest, beside), undefined);
      await vfio[Symbol.asyncDispose]();
      await bind(guest, beside, "uio_msi");
      t.is(await readDriver(guest, beside), "uio_msi");
      await unbind(guest, beside);
    },
  );

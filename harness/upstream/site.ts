// SPDX-License-Identifier: GPL-2.0-only
// What collections of the kernel's selftests are about, and what they find in the guest.
import { frames, ownDriver } from "../../lab/device/needs.ts";
import { iommuFacts } from "../../lab/iommu.ts";
import { macs } from "../../lab/network.ts";
import type { CommandOptions } from "../guest/guest.ts";
import { interfaceByMac, readInterface } from "../guest/network.ts";
import { bind, bindOwn } from "../guest/pci.ts";
import { sh, type ShellCommand } from "../guest/shell.ts";
import type { GuestResult } from "../guest/ssh.ts";
import { userlandFolder } from "../guest/userland.ts";
import { addressIn, Apart, apartPackages, peerNamespace, untagged } from "../spec/apart.ts";
import type { SpecContext } from "../spec/context.ts";
import type { Needs } from "../spec/registry.ts";
import { permitVfio } from "../spec/vfio.ts";

/** Where a collection runs, once what it needs is there. Disposed of, the machine is as it was. */
interface Site extends AsyncDisposable {
  readonly environment: Readonly<Record<string, string>>;
  /** The guest's folder that the programs see as `/`. */
  readonly root: string;
  execute(command: ShellCommand, options: CommandOptions): Promise<GuestResult>;
}

/** What a collection needs, and how the device under test is readied for it. */
interface Kselftest {
  readonly needs: Needs;
  readonly prepare: (context: SpecContext) => Promise<Site>;
}

/** The guest itself. */
function inGuest({ guest }: SpecContext, environment: Site["environment"] = {}): Site {
  const execute: Site["execute"] = (command, options) => guest.execute(command, options);
  return { environment, root: "", execute, [Symbol.asyncDispose]: async () => undefined };
}

const plain: Kselftest = { needs: {}, prepare: async (context) => inGuest(context) };

/**
 * Virtual functions of a device that VFIO has must be asked for (drivers/vfio/pci/vfio_pci.c), and pages of 2 MiB be there:
 * tests are skipped without.
 */
const readiness = sh`
enable=/sys/module/vfio_pci/parameters/enable_sriov
[ ! -e $enable ] || echo 1 >$enable
echo 8 >/proc/sys/vm/nr_hugepages`;

/** The NIC under test, and its peer in a network namespace: tools/testing/selftests/drivers/net/README.rst. */
const network: Kselftest = {
  needs: {
    devices: [frames, ownDriver],
    userland: [...apartPackages, "bash", "ethtool", "iperf3", "iputils-ping", "jq", "python3", "python3-yaml"],
  },
  prepare: async (context) => {
    const { guest, device } = context;
    await bindOwn(guest, device);
    const pair = { here: await readInterface(guest, device.address), peer: await interfaceByMac(guest, macs.peer) };
    const apart = await Apart.set(context, pair);
    const environment = {
      ...{ NETIF: pair.here, REMOTE_TYPE: "netns", REMOTE_ARGS: peerNamespace },
      ...{ LOCAL_V4: addressIn(untagged, 4, "here"), REMOTE_V4: addressIn(untagged, 4, "peer") },
      ...{ LOCAL_V6: addressIn(untagged, 6, "here"), REMOTE_V6: addressIn(untagged, 6, "peer") },
    };
    return {
      ...{ environment, root: userlandFolder },
      execute: (command, options) => apart.userland.execute(command, options),
      [Symbol.asyncDispose]: () => apart[Symbol.asyncDispose](),
    };
  },
};

const subjects: Readonly<Record<string, Kselftest>> = {
  vfio: {
    // tools/testing/selftests/vfio/lib/iommu.c knows the ways that need an IOMMU, and no other.
    needs: { driver: "vfio_pci", dma: ["translating"] },
    prepare: async (context) => {
      const { guest, device, run } = context;
      await permitVfio(guest, iommuFacts[run.cell.iommu]);
      await bind(guest, device.address, "vfio-pci");
      await guest.run(readiness);
      return inGuest(context, { VFIO_SELFTESTS_BDF: device.address });
    },
  },
  "drivers/net": network,
  "drivers/net/hw": network,
};

/** What is known of a collection. */
export const subject = (collection: string): Kselftest => subjects[collection] ?? plain;

// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { defineDevice } from "../../lab/device/definition.ts";
import { devices } from "../../lab/device/index.ts";
import type { KernelSource } from "../series/types.ts";
import { deviceFragments, fragmentsFor } from "./config.ts";
import { parseFragment } from "./kconfig/fragment.ts";

const network = parseFragment("network.config", "CONFIG_NET_VENDOR_INTEL=y\nCONFIG_VIRTIO_NET=y\nCONFIG_IGB=m\n");

const driver = { name: "gadget", module: "gadget", config: { NET_VENDOR_INTEL: "y", VIRTIO_NET: "m", GADGET: "m" } } as const; // prettier-ignore
const gadget = defineDevice({ ...devices.edu, model: "gadget", driver });

test("of what a device's driver needs, only what the lab's own fragments do not ask for is added", (t) => {
  const [added, ...more] = deviceFragments([gadget], [network]);
  t.is(added?.text, "CONFIG_GADGET=m\n");
  t.deepEqual(more, []);
  t.deepEqual(added?.wishes, [{ symbol: "GADGET", value: "m", where: "device gadget:1" }]);
});

test("a virtual function needs the driver of its physical one, too", (t) => {
  const texts = deviceFragments([devices.igbvf], []).map(({ text }) => text);
  t.deepEqual(texts, [
    "CONFIG_NET_VENDOR_INTEL=y\nCONFIG_IGB=m\nCONFIG_BPF_SYSCALL=y\nCONFIG_PCI_IOV=y\nCONFIG_IGBVF=m\n",
  ]);
});

for (const side of ["base", "patched"] as const)
  test(`devices of the profiles leave the kernel of ${side} as it is; another is in it, with its driver`, async (t) => {
    const source = { kind: "distribution", version: "6.12" } as unknown as KernelSource;
    const texts = async (...asked: (typeof devices.edu)[]): Promise<readonly string[]> =>
      (await fragmentsFor({ source, series: undefined, flavour: "plain", side, devices: asked }, "6.12")).map(
        ({ text }) => text,
      );
    const { e1000e, igb, igbvf, ivshmem, e1000, edu, nvme, pair } = devices;
    t.deepEqual(await texts(e1000e, igb, igbvf, ivshmem, e1000, edu, nvme, pair), await texts());
    t.deepEqual(await texts(igb, gadget), [...(await texts()), "CONFIG_GADGET=m\n"]);
  });

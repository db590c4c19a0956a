// SPDX-License-Identifier: GPL-2.0-only
// From a touched file to machines, with the lab's own catalogue and table, and the Makefiles that matter in short.
import test from "ava";
import { cores } from "../../lab/cores.ts";
import { devices } from "../../lab/device/index.ts";
import { cells, configurationName, profiles, type Profile } from "../../lab/matrix.ts";
import { folderWith } from "../kernel/testing.ts";
import { findPossibleOwners } from "../static/unconfigured.ts";
import { chooseMachines, type Choice } from "./choose.ts";

const makefiles = {
  "drivers/net/ethernet/realtek/Makefile": "obj-$(CONFIG_8139CP) += 8139cp.o\nobj-$(CONFIG_8139TOO) += 8139too.o\n",
  "drivers/net/ethernet/intel/igb/Makefile":
    "obj-$(CONFIG_IGB) += igb.o\nigb-y := igb_main.o igb_ptp.o igb_ethtool.o\n",
  "drivers/net/ethernet/intel/igbvf/Makefile": "obj-$(CONFIG_IGBVF) += igbvf.o\nigbvf-objs := netdev.o\n",
  "drivers/net/ethernet/intel/e1000e/Makefile": "obj-$(CONFIG_E1000E) += e1000e.o\ne1000e-y := netdev.o ethtool.o\n",
  "drivers/net/ethernet/intel/e1000/Makefile": "obj-$(CONFIG_E1000) += e1000.o\ne1000-y := e1000_ethtool.o\n",
  "drivers/net/ethernet/mellanox/mlx5/core/Makefile": "obj-$(CONFIG_MLX5_CORE) += mlx5_core.o\nmlx5_core-y := main.o\n",
  "drivers/nvme/host/Makefile":
    "obj-$(CONFIG_NVME_CORE) += nvme-core.o\nobj-$(CONFIG_BLK_DEV_NVME) += nvme.o\nnvme-core-y += core.o\nnvme-core-$(CONFIG_NVME_MULTIPATH) += multipath.o\nnvme-y += pci.o\n",
  "drivers/pci/Makefile": "obj-$(CONFIG_PCI) += pci-sysfs.o\nobj-y += msi/\n",
  "drivers/pci/msi/Makefile": "obj-$(CONFIG_PCI_MSI) += msi.o\n",
  "drivers/pci/hotplug/Makefile": "obj-$(CONFIG_HOTPLUG_PCI_PCIE) += pciehp.o\npciehp-objs := pciehp_hpc.o\n",
  "drivers/virtio/Makefile": "obj-$(CONFIG_VIRTIO_PCI) += virtio_pci.o\nvirtio_pci-y := virtio_pci_common.o\n",
  "drivers/block/Makefile": "obj-$(CONFIG_VIRTIO_BLK) += virtio_blk.o\n",
  "drivers/uio/Makefile": "obj-$(CONFIG_UIO) += uio.o\nobj-$(CONFIG_UIO_PCI_GENERIC) += uio_pci_generic.o\n",
  "drivers/vfio/pci/Makefile": "obj-$(CONFIG_VFIO_PCI_CORE) += vfio-pci-core.o\nvfio-pci-core-y := vfio_pci_intrs.o\n",
};

interface Expected {
  readonly quick: readonly string[];
  readonly default?: readonly string[];
  readonly labDriver?: true;
}

/** Among the machines of a profile there are these. The regressions of Linux that the lab was measured with are in it. */
const table: Readonly<Record<string, Expected>> = {
  "drivers/net/ethernet/realtek/8139cp.c": {
    quick: ["rtl8139/iommu-off", "rtl8139/iommu-intel"],
    default: ["rtl8139/iommu-off/debug"],
  },
  "drivers/nvme/host/pci.c": {
    quick: ["nvme-disk/iommu-off", "nvme-disk/iommu-intel"],
    default: ["nvme-disk/iommu-off/debug", "nvme-disk/iommu-off/pciehp"],
  },
  "drivers/nvme/host/multipath.c": { quick: ["nvme-disk/iommu-off"] },
  "drivers/net/ethernet/intel/igb/igb_main.c": {
    quick: ["igb/iommu-off", "igb/iommu-intel", "igbvf/iommu-off"],
    default: ["igb/iommu-off/debug", "igb/iommu-off/pciehp", "igbvf/iommu-off/debug"],
  },
  "drivers/net/ethernet/intel/igbvf/netdev.c": { quick: ["igbvf/iommu-off", "igbvf/iommu-intel"] },
  "drivers/net/ethernet/intel/e1000e/netdev.c": {
    quick: ["e1000e/iommu-off", "e1000e/iommu-intel"],
    default: ["e1000e/iommu-off/debug", "e1000e/iommu-off/pciehp"],
  },
  "drivers/net/ethernet/intel/e1000/e1000_ethtool.c": {
    quick: ["e1000/iommu-off"],
    default: ["e1000/iommu-off/debug"],
  },
  "drivers/block/virtio_blk.c": { quick: ["virtio-blk/iommu-off", "virtio-blk/iommu-intel"] },
  "drivers/virtio/virtio_pci_common.c": { quick: ["virtio-net/iommu-off", "virtio-blk/iommu-off"] },
  "drivers/pci/msi/msi.c": {
    quick: ["igb/iommu-off", "igb/iommu-intel"],
    default: ["e1000e/iommu-off", "igb/iommu-off/nomsi", "igb/iommu-off/debug"],
    labDriver: true,
  },
  "drivers/pci/hotplug/pciehp_hpc.c": { quick: ["igb/iommu-off/pciehp"] },
  "drivers/pci/pci-sysfs.c": { quick: ["igb/iommu-off", "igb/iommu-intel"] },
  "drivers/pci/iov.c": { quick: ["igbvf/iommu-off", "igb/iommu-off"] },
  "drivers/iommu/intel/dmar.c": { quick: ["igb/iommu-intel"], default: ["igb/iommu-intel/debug"], labDriver: true },
  "drivers/iommu/virtio-iommu.c": { quick: ["igb/iommu-virtio"], labDriver: true },
  "drivers/uio/uio.c": { quick: ["igb/iommu-off"], default: ["igb/iommu-off/debug"], labDriver: true },
  "drivers/vfio/pci/vfio_pci_intrs.c": {
    quick: ["igb/iommu-intel", "igb/iommu-off"],
    default: ["igb/iommu-intel/debug"],
    labDriver: true,
  },
  "fs/eventfd.c": { quick: ["igb/iommu-intel"], labDriver: true },
  "include/linux/pci.h": { quick: ["igb/iommu-off"] },
};

const choose = async (folder: string, files: readonly string[]): Promise<Choice> =>
  chooseMachines(await findPossibleOwners({ folder, overlay: new Map() }, files), { devices, cores });

const names = ({ machines }: Choice, profile: Profile): readonly string[] => machines[profile].map(configurationName);

for (const [file, { quick, default: more = [], labDriver = false }] of Object.entries(table))
  test(`${file}: ${quick.join(", ")}`, async (t) => {
    const choice = await choose(await folderWith(t, makefiles), [file]);
    for (const name of quick) t.true(names(choice, "quick").includes(name), name);
    for (const name of more) t.true(names(choice, "default").includes(name), name);
    t.is(choice.labDriver, labDriver);
    t.is(choice.untested, undefined);
  });

test("a patch to two drivers is tested on the devices of both, each machine once", async (t) => {
  const files = ["igb/igb_main.c", "igb/igb_ptp.c", "e1000e/netdev.c"].map(
    (name) => `drivers/net/ethernet/intel/${name}`,
  );
  const choice = await choose(await folderWith(t, makefiles), files);
  const found = profiles.flatMap((profile) => names(choice, profile));
  t.is(new Set(found).size, found.length);
  t.true(["igb/iommu-off", "e1000e/iommu-off"].every((name) => names(choice, "quick").includes(name)));
});

test("what no device is driven by, and what nothing compiles, is untested, with its reason", async (t) => {
  const folder = await folderWith(t, makefiles);
  const driver = await choose(folder, ["drivers/net/ethernet/mellanox/mlx5/core/main.c", "MAINTAINERS"]);
  t.regex(driver.untested ?? "", /mlx5\/core\/main\.c: no device of the lab is driven by mlx5_core/);
  t.is(cells({ matrix: { devices, machines: driver.machines }, sides: ["patched"] }).length, 1);
  t.regex((await choose(folder, ["drivers/net/none.c"])).untested ?? "", /none\.c: no Makefile compiles it/);
  t.regex((await choose(folder, ["arch/arm64/mm/init.c"])).untested ?? "", /init\.c: it is for another architecture/);
});

test("a driver that is new is tested on the devices that it says it binds", async (t) => {
  const driver =
    "#define VENDOR 0x1234\nstatic const struct pci_device_id ids[] = {\n\t{ PCI_DEVICE(VENDOR, 0x11e8) },\n};\n";
  const tree = { "drivers/external/mine/Kbuild": "obj-m += mine.o\n", "drivers/external/mine/mine.c": driver };
  const choice = await choose(await folderWith(t, tree), ["drivers/external/mine/mine.c"]);
  t.deepEqual(choice.files[0]?.devices, ["edu"]);
});

test("a library is tested on the devices whose drivers select it", async (t) => {
  const folder = await folderWith(t, { "drivers/lib/Makefile": "obj-$(CONFIG_SOME_LIB) += some_lib.o\n" });
  const owners = await findPossibleOwners({ folder, overlay: new Map() }, ["drivers/lib/some_lib.c"]);
  const known: Readonly<Record<string, readonly string[]>> = { E1000: ["MIDDLE"], MIDDLE: ["SOME_LIB"] };
  const choice = chooseMachines(owners, { devices, cores, selects: (symbol) => known[symbol] ?? [] });
  t.true(names(choice, "quick").includes("e1000/iommu-off"));
  t.is(chooseMachines(owners, { devices, cores }).machines.quick.length, 1);
});

test("a device that can be tested makes up for a file that cannot; documentation says nothing", async (t) => {
  const folder = await folderWith(t, makefiles);
  const some = await choose(folder, ["drivers/net/none.c", "drivers/net/ethernet/realtek/8139cp.c"]);
  t.is(some.untested, undefined);
  t.deepEqual(
    some.files.map(({ untested }) => untested !== undefined),
    [true, false],
  );
  t.is((await choose(folder, ["Documentation/PCI/pci.rst"])).untested, undefined);
});

test("the table names machines that there can be", (t) => {
  for (const { machines, reason } of cores)
    for (const { device } of profiles.flatMap((profile) => machines[profile] ?? []))
      t.true(Object.hasOwn(devices, device), `${reason}: ${device}`);
});

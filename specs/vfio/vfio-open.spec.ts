// SPDX-License-Identifier: GPL-2.0-only
// A device behind vfio-pci is had by one program, in one of the ways that the machine allows: by its group and a container,
// by a file of its own and /dev/iommu, or without an IOMMU (Documentation/driver-api/vfio.rst).
import { close, open } from "../../harness/guest/device-calls.ts";
import { file, read, mmap, adopt, shut, ioctl, ioctlNumber, Reply } from "../../harness/guest/calls.ts";
import { cString, fd, u32 } from "../../harness/guest/bytes.ts";
import { readDriver, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { bindVfio, listVfioWays, wayNeeds } from "../../harness/spec/vfio.ts";
import { configRegion, regionInfo, vfioRequests } from "../../harness/spec/vfio-uapi.ts";
import { anyWay, Config, driver, openVfio, startVfio, vfioDevices } from "./vfio.ts";

const about = ["vfio_*", "iommufd_*", "iommu_group_*", "iommu_device_*", "viommu_*", "intel_iommu_*"];
const spec = family("vfio-open", { driver, devices: vfioDevices, variants: "any", about });

/** The number of the device's IOMMU group. */
async function group({ guest, device }: SpecContext): Promise<string> {
  return guest.$`basename $(readlink /sys/bus/pci/devices/${device.address}/iommu_group)`;
}

for (const way of ["type1", "iommufd", "noiommu"] as const)
  spec(`the device is bound, opened and read by ${way}`, wayNeeds[way], async (t, context) => {
    const { guest, device } = context;
    await bindVfio(context);
    const node =
      way === "iommufd"
        ? sh`/dev/vfio/devices/$(ls /sys/bus/pci/devices/${device.address}/vfio-dev)`
        : `/dev/vfio/${way === "noiommu" ? "noiommu-" : ""}${await group(context)}`;
    await guest.$`test -c ${node}`;
    await using vfio = await openVfio(context, way);
    const config = await Config.of(vfio);
    t.is(await config.read(0, 2), device.vendor);
    await vfio.ok(close());
    await unbind(guest, device.address);
    await guest.$`test ! -e ${node}`;
  });

spec("bound and unbound 20 times, each time it can be opened", async (t, context) => {
  const { guest, device } = context;
  const way = anyWay(context);
  for (let round = 0; round < 20; round++) {
    await bindVfio(context);
    if (round % 5 === 0) {
      await using vfio = await startVfio(context, way);
      await vfio.ok(open());
    }
    await unbind(guest, device.address);
  }
  t.is(await readDriver(guest, device.address), undefined);
  t.is(await guest.$`ls /dev/vfio | grep -v '^vfio$' | grep -v '^devices$' | wc -l`, "0");
  await guest.$`rmmod vfio-pci`;
});

spec("a second program does not get the device that one has; it does when that has closed it", async (t, context) => {
  for (const way of listVfioWays(context)) {
    const first = await openVfio(context, way);
    const second = await startVfio(context, way);
    t.is(await second.refused(open()), way === "iommufd" ? "EINVAL" : "EBUSY", way);
    await first.ok(close());
    await second.ok(open());
    await second[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
  }
});

spec(
  "who has the device by its group keeps it from its own file, and the other way round",
  wayNeeds.iommufd,
  async (t, context) => {
    for (const [one, other] of [
      ["type1", "iommufd"],
      ["iommufd", "type1"],
    ] as const) {
      const first = await openVfio(context, one);
      const second = await startVfio(context, other);
      t.is(await second.refused(open()), "EBUSY", `${one} has it`);
      await first.ok(close());
      await second.ok(open());
      await second[Symbol.asyncDispose]();
      await first[Symbol.asyncDispose]();
    }
  },
);

spec(
  "before it is bound to an iommufd, the device's file can do nothing else",
  wayNeeds.iommufd,
  async (t, context) => {
    const { guest, device } = context;
    await bindVfio(context);
    const name = await guest.$`ls /sys/bus/pci/devices/${device.address}/vfio-dev`;
    await using calls = await startVfio(context, "iommufd");
    await calls.all([file("dev", `/dev/vfio/devices/${name}`), file("iommu", "/dev/iommu")]);
    t.is(await calls.refused(regionInfo(configRegion, { file: "dev" })), "EINVAL");
    t.is(await calls.refused(read("dev", 4, 0)), "EINVAL");
    t.is(await calls.refused(mmap("bar", "dev", 4096, 0)), "EINVAL");
    // VFIO_DEVICE_BIND_IOMMUFD, _ATTACH_IOMMUFD_PT, _DETACH_IOMMUFD_PT.
    const [bindRequest, attach] = [0x3b76, 0x3b77];
    t.is(await calls.refused(ioctl("dev", attach, u32(12, 0, 1))), "EINVAL");
    t.is(
      await calls.refused(ioctl("dev", bindRequest, u32(16, 1) + fd("iommu") + u32(0))),
      "EINVAL",
      "an unknown flag",
    );
    t.is(await calls.refused(ioctl("dev", bindRequest, u32(12, 0) + fd("iommu") + u32(0))), "EINVAL", "too short");
    t.not(await calls.refused(ioctl("dev", bindRequest, u32(16, 0) + fd("dev") + u32(0))), "", "no iommufd");
    await calls.ok(ioctl("dev", bindRequest, u32(16, 0) + fd("iommu") + u32(0)));
    t.is(await calls.refused(ioctl("dev", bindRequest, u32(16, 0) + fd("iommu") + u32(0))), "EINVAL", "once");
    t.is(await calls.refused(ioctl("dev", attach, u32(12, 0, 999))), "ENOENT", "no such address space");
  },
);

spec("a container takes a group once, and gives devices only with an IOMMU", wayNeeds.type1, async (t, context) => {
  const { device } = context;
  await bindVfio(context);
  await using calls = await startVfio(context, "type1");
  await calls.all([
    file("g", `/dev/vfio/${await group(context)}`),
    file("c", "/dev/vfio/vfio"),
    file("d", "/dev/vfio/vfio"),
  ]);
  t.is(new Reply(await calls.ok(ioctlNumber("c", vfioRequests.getApiVersion))).result, 0);
  const status = async (): Promise<number> =>
    new Reply(await calls.ok(ioctl("g", vfioRequests.groupGetStatus, u32(8, 0)))).u32(4);
  const get = ioctl("g", vfioRequests.groupGetDeviceFd, cString(device.address));
  t.is(await status(), 1, "viable, in no container");
  t.is(await calls.refused(get), "EINVAL", "no container");
  t.is(await calls.refused(ioctlNumber("g", vfioRequests.groupUnsetContainer)), "EINVAL");
  t.is(await calls.refused(ioctlNumber("c", vfioRequests.setIommu, 1)), "EINVAL", "a container without a group");
  await calls.ok(ioctl("g", vfioRequests.groupSetContainer, fd("c")));
  t.is(await status(), 3);
  t.is(await calls.refused(ioctl("g", vfioRequests.groupSetContainer, fd("d"))), "EINVAL", "it is in one");
  t.is(await calls.refused(get), "EINVAL", "no IOMMU");
  t.is(await calls.refused(ioctlNumber("c", vfioRequests.setIommu, 99)), "ENODEV");
  await calls.ok(ioctlNumber("c", vfioRequests.setIommu, 3));
  t.is(await calls.refused(ioctlNumber("c", vfioRequests.setIommu, 3)), "EINVAL", "it has one");
  t.is(await calls.refused(ioctl("g", vfioRequests.groupGetDeviceFd, cString("0000:ff:1f.7"))), "ENODEV");
  const opened = new Reply(await calls.ok(get));
  await calls.ok(adopt("dev", opened.result));
  t.is(await calls.refused(ioctlNumber("g", vfioRequests.groupUnsetContainer)), "EBUSY", "while a device is open");
  await calls.ok(shut("c"));
  await calls.ok(shut("g"));
  // The device still holds both.
  t.true((await calls.ask(regionInfo(configRegion, { file: "dev" }))).ok);
  await calls.ok(shut("dev"));
});

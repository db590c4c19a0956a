// SPDX-License-Identifier: GPL-2.0-only
// A physical function behind vfio-pci that has virtual ones: root must allow it, and who uses one of them must know the
// token that the physical function's user has set (drivers/vfio/pci/vfio_pci_core.c).
import { need } from "../../lab/device/needs.ts";
import { pciAddress } from "../../lab/ids.ts";
import { file, adopt, shut, ioctl, ioctlNumber, Reply } from "../../harness/guest/calls.ts";
import { cString, fd } from "../../harness/guest/bytes.ts";
import { readAttribute, startCalls, writeAttribute } from "../../harness/guest/attribute.ts";
import type { GuestProgram } from "../../harness/guest/program.ts";
import { readDriver, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import { bindVfio } from "../../harness/spec/vfio.ts";
import { vfioRequests } from "../../harness/spec/vfio-uapi.ts";
import { anyWay, driver, vfioDevices } from "./vfio.ts";

const about = [
  "vfio_pci_core_*",
  "vfio_pci_validate_vf_token",
  "vfio_pci_bus_notifier",
  "vfio_pci_vf_*",
  "vfio_pci_sriov_*",
  "sriov_*",
];
const physical = need("that has virtual functions", ({ virtualFunctions }) => virtualFunctions !== undefined);
const spec = family("vfio-sriov", { driver, devices: [...vfioDevices, physical], about });

const parameter = "/sys/module/vfio_pci/parameters/enable_sriov";
const folder = ({ device }: SpecContext): string => `/sys/bus/pci/devices/${device.address}`;
const token = (digit: string): string => `${digit.repeat(8)}-0000-4000-8000-000000000000`;

/** vfio-pci has the device, and may make virtual functions, while `body` runs. */
async function allowed(context: SpecContext, body: (calls: GuestProgram) => Promise<void>): Promise<void> {
  const { guest, device } = context;
  await bindVfio(context);
  await guest.$`echo Y > ${parameter}`;
  const calls = await startCalls(guest);
  try {
    await body(calls);
  } finally {
    await calls[Symbol.asyncDispose]();
    await unbind(guest, device.address);
    await guest.$`echo N > ${parameter}`;
  }
}

const numvfs = (context: SpecContext): string => `${folder(context)}/sriov_numvfs`;

/** The first virtual function. */
async function virtual({ guest, ...context }: SpecContext): Promise<ReturnType<typeof pciAddress>> {
  return pciAddress(await guest.$`basename $(readlink ${folder({ guest, ...context })}/virtfn0)`);
}

let files = 0;

/** Opens a function by its group, with a token or without: undefined, or the errno. What was opened stays open. */
async function open(
  context: SpecContext,
  calls: GuestProgram,
  address: string,
  uuid?: string,
): Promise<string | undefined> {
  const { guest } = context;
  const way = anyWay(context);
  const number = await guest.$`basename $(readlink /sys/bus/pci/devices/${address}/iommu_group)`;
  const [group, container] = [`g${++files}`, `c${files}`];
  await calls.all([
    file(group, `/dev/vfio/${way === "noiommu" ? "noiommu-" : ""}${number}`),
    file(container, "/dev/vfio/vfio"),
    ioctl(group, vfioRequests.groupSetContainer, fd(container)),
    // VFIO_NOIOMMU_IOMMU, VFIO_TYPE1v2_IOMMU.
    ioctlNumber(container, vfioRequests.setIommu, way === "noiommu" ? 8 : 3),
  ]);
  const name = uuid === undefined ? address : `${address} vf_token=${uuid}`;
  const answer = await calls.ask(ioctl(group, vfioRequests.groupGetDeviceFd, cString(name)));
  if (answer.ok) await calls.ok(adopt(`d${files}`, new Reply(answer).result));
  else await calls.all([shut(group), shut(container)]);
  return answer.errno;
}

spec("vfio-pci makes virtual functions only if root has allowed it", async (t, context) => {
  const { guest, device } = context;
  await bindVfio(context);
  await guest.$`echo N > ${parameter}`;
  await using calls = await startCalls(guest);
  t.is(await writeAttribute(calls, numvfs(context), "1"), "ENOENT");
  t.is(await readAttribute(calls, numvfs(context)), "0");
  await unbind(guest, device.address);
});

spec("those that it makes are vfio-pci's too, and go when it does", async (t, context) => {
  const { guest, device } = context;
  await allowed(context, async (calls) => {
    t.is(await writeAttribute(calls, numvfs(context), "2"), undefined);
    t.is(await readDriver(guest, await virtual(context)), "vfio-pci");
    t.is(await writeAttribute(calls, numvfs(context), "1"), "EBUSY");
    t.is(await writeAttribute(calls, numvfs(context), "0"), undefined);
    for (let round = 0; round < 2; round++)
      for (const count of ["2", "0"]) t.is(await writeAttribute(calls, numvfs(context), count), undefined);
    t.is(await writeAttribute(calls, numvfs(context), "2"), undefined);
    await unbind(guest, device.address);
    t.is(await guest.$`ls -d ${folder(context)}/virtfn* 2> /dev/null | wc -l`, "0");
  });
});

spec("a virtual function is opened with the physical one's token, and with no other", async (t, context) => {
  const { device } = context;
  await allowed(context, async (calls) => {
    t.is(await writeAttribute(calls, numvfs(context), "1"), undefined);
    const vf = await virtual(context);
    t.is(await open(context, calls, device.address, token("a")), undefined, "the first user sets it");
    t.is(await open(context, calls, vf), "EACCES", "without");
    t.is(await open(context, calls, vf, token("b")), "EACCES", "another");
    t.is(await open(context, calls, vf, token("a")), undefined);
  });
});

spec("without virtual functions made by vfio-pci no token is taken", async (t, context) => {
  const { guest, device } = context;
  await bindVfio(context);
  const calls = await startCalls(guest);
  // A physical function's token is taken, and kept for when there are some.
  t.is(await open(context, calls, device.address, token("a")), undefined);
  await calls[Symbol.asyncDispose]();
  await unbind(guest, device.address);
});

spec("the function sleeps with none of its virtual functions in use, and is awake to make them", async (t, context) => {
  const { guest } = context;
  const status = `${folder(context)}/power/runtime_status`;
  await allowed(context, async (calls) => {
    for (let round = 0; round < 2; round++) {
      await guest.until("the device to sleep", sh`grep -q suspended ${status}`, 5_000);
      t.is(await writeAttribute(calls, numvfs(context), "1"), undefined);
      t.is(await guest.read(status), "active");
      t.is(await writeAttribute(calls, numvfs(context), "0"), undefined);
    }
  });
});

declareLeakSpec(spec);

// SPDX-License-Identifier: GPL-2.0-only
// A driver cannot take its device from a program that has it open: it asks, by the eventfd REQ, and waits until the program
// lets go. The eventfd ERR tells of errors. Each belongs to the program that set it, for as long as it has the device.
import { notVirtual, replaceable } from "../../lab/device/needs.ts";
import { close, open } from "../../harness/guest/device-calls.ts";
import { file, poll } from "../../harness/guest/calls.ts";
import { found, readDriver } from "../../harness/guest/pci.ts";
import type { GuestProgram } from "../../harness/guest/program.ts";
import { sh } from "../../harness/guest/shell.ts";
import { plug, unplug } from "../../harness/machine/hotplug.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import { forgetLeaks, leaks } from "../../harness/spec/detectors.ts";
import { bindVfio } from "../../harness/spec/vfio.ts";
import { disableIrqs, irqInfo, setIrqs, type IrqName } from "../../harness/spec/vfio-uapi.ts";
import { driver, eventfds, openVfio, signalled, signals, vfioDevices } from "./vfio.ts";

const about = [
  "vfio_pci_core_close_device",
  "vfio_pci_core_request",
  "vfio_unregister_group_dev",
  "vfio_pci_set_req_trigger",
  "vfio_pci_set_err_trigger",
  "vfio_pci_set_ctx_trigger_single",
  "vfio_pci_eventfd_*",
  "vfio_pci_core_*",
];
const spec = family("vfio-request", { driver, devices: vfioDevices, variants: "any", about });

/** Begins to unbind the device; resolves when that is done. What the kernel says while it waits is in the log. */
function unbinding({ guest, device, run }: SpecContext): Promise<unknown> {
  return guest.run(sh`echo ${device.address} > /sys/bus/pci/drivers/vfio-pci/unbind`, {
    timeout: 60_000 * run.timeoutScale,
  });
}

/** Waits until the kernel has said that it waits for the program. */
async function waits({ guest }: SpecContext, before: number): Promise<void> {
  const text = "blocked until released by user\\|Relaying device request";
  await guest.until("the kernel to wait for the program", sh`test $(dmesg | grep -c ${text}) -gt ${before}`, 10_000);
}

async function requests({ guest }: SpecContext): Promise<number> {
  const { stdout } = await guest.execute(
    sh`dmesg | grep -c 'blocked until released by user\\|Relaying device request'`,
  );
  return Number(stdout);
}

/** The kinds that a device has: ERR on PCI Express alone. */
async function kinds(vfio: GuestProgram): Promise<readonly IrqName[]> {
  return (await vfio.ask(irqInfo(3))).ok ? ["err", "req"] : ["req"];
}

spec("unbind waits for the program, which is asked by its eventfd, and ends when it lets go", async (t, context) => {
  const { guest, device } = context;
  const vfio = await openVfio(context);
  await eventfds(vfio, "req");
  await vfio.ok(setIrqs({ index: "req", eventfds: ["req"] }));
  const gone = unbinding(context);
  t.true(await signalled(vfio, "req"));
  await vfio.ok(close());
  await gone;
  t.is(await readDriver(guest, device.address), undefined);
  await vfio[Symbol.asyncDispose]();
  await bindVfio(context);
});

spec("unbind waits for a program that cannot be asked, and for one that dies", async (t, context) => {
  const { guest, device } = context;
  const vfio = await openVfio(context);
  const before = await requests(context);
  const gone = unbinding(context);
  await waits(context, before);
  await guest.$`kill -9 $(pidof labtool)`;
  await gone;
  t.is(await readDriver(guest, device.address), undefined);
  await vfio.ended;
  await bindVfio(context);
});

spec("an eventfd of a program that has closed the device is not signalled for the next one", async (t, context) => {
  const first = await openVfio(context);
  const names = await kinds(first);
  await eventfds(first, ...names);
  for (const name of names) await first.ok(setIrqs({ index: name, eventfds: [name] }));
  await first.ok(close());
  await first.ok(open());
  for (const name of names)
    t.is(await first.refused(setIrqs({ index: name, count: 1 })), "EINVAL", `${name}: there is nobody to signal`);
  const before = await requests(context);
  const gone = unbinding(context);
  await waits(context, before);
  await first.ok(close());
  await gone;
  for (const name of names) t.is(await signals(first, name), 0, name);
  await first[Symbol.asyncDispose]();
});

spec("ERR and REQ are signalled by software, replaced and taken away", async (t, context) => {
  await using vfio = await openVfio(context);
  await eventfds(vfio, "a", "b");
  await vfio.ok(file("other", "/dev/null"));
  for (const index of await kinds(vfio)) {
    t.is(await vfio.refused(setIrqs({ index, count: 1 })), "EINVAL", "none is set");
    await vfio.ok(setIrqs({ index, eventfds: ["a"] }));
    await vfio.ok(setIrqs({ index, count: 1 }));
    await vfio.ok(setIrqs({ index, bools: [1] }));
    await vfio.ok(setIrqs({ index, bools: [0] }));
    t.is(await signals(vfio, "a"), 2, index);
    await vfio.ok(setIrqs({ index, eventfds: ["b"] }));
    await vfio.ok(setIrqs({ index, count: 1 }));
    t.deepEqual([await signals(vfio, "a"), await signals(vfio, "b")], [0, 1], index);
    t.is(await vfio.refused(setIrqs({ index, eventfds: ["other"] })), "EINVAL", "no eventfd");
    await vfio.ok(setIrqs({ index, count: 1 }));
    t.is(await signals(vfio, "b"), 1, "the one that was set stays");
    await vfio.ok(setIrqs({ index, eventfds: [undefined] }));
    t.is(await vfio.refused(setIrqs({ index, count: 1 })), "EINVAL", "taken away by -1");
    await vfio.ok(setIrqs({ index, eventfds: ["a"] }));
    await vfio.ok(disableIrqs(index));
    t.is(await vfio.refused(setIrqs({ index, count: 1 })), "EINVAL", "taken away by a count of 0");
    t.is(await vfio.refused(setIrqs({ index, action: "mask", count: 1 })), "ENOTTY");
    t.is(await vfio.refused(setIrqs({ index, start: 1, eventfds: ["a"] })), "EINVAL");
  }
});

spec(
  "eventfds that were set and forgotten are freed with the device's last close",
  { flavours: ["debug"], timeoutFactor: 4 },
  async (t, context) => {
    await bindVfio(context);
    await forgetLeaks(context);
    for (let round = 0; round < 5; round++) {
      await using vfio = await openVfio(context);
      await eventfds(vfio, "a");
      for (const index of await kinds(vfio)) await vfio.ok(setIrqs({ index, eventfds: ["a"] }));
    }
    await unbinding(context);
    t.is(await leaks(context), "");
  },
);

spec(
  "removed by sysfs while it is open: the program is asked, and the device is found again",
  { devices: [...vfioDevices, notVirtual] },
  async (t, context) => {
    const { guest, device, run } = context;
    const vfio = await openVfio(context);
    await eventfds(vfio, "req");
    await vfio.ok(setIrqs({ index: "req", eventfds: ["req"] }));
    const folder = `/sys/bus/pci/devices/${device.address}`;
    const gone = guest.run(sh`echo 1 > ${folder}/remove`, { timeout: 60_000 * run.timeoutScale });
    t.true(await signalled(vfio, "req"));
    await vfio[Symbol.asyncDispose]();
    await gone;
    await guest.$`test ! -e ${folder} && echo 1 > /sys/bus/pci/rescan && test -e ${folder}`;
    await using again = await openVfio(context);
    t.true((await again.ok(close())).ok);
  },
);

spec(
  "pulled while it is open: the program is asked, and the slot is empty when it lets go",
  {
    devices: [...vfioDevices, notVirtual, replaceable],
    profile: "default",
  },
  async (t, context) => {
    const { guest, device, machine, run } = context;
    const timeout = 10_000 * run.timeoutScale;
    const vfio = await openVfio(context);
    await eventfds(vfio, "req");
    await vfio.ok(setIrqs({ index: "req", eventfds: ["req"] }));
    const gone = unplug(machine, timeout);
    // Native hot-plug waits 5 s for people to change their mind.
    t.true((await vfio.ok(poll("req", 20000, "in"))).in);
    await vfio[Symbol.asyncDispose]();
    await gone;
    await guest.until("the function to be gone", sh`test ! -e /sys/bus/pci/devices/${device.address}`, timeout);
    await plug(machine);
    await found(guest, device.address, timeout);
    await using again = await openVfio(context);
    t.true((await again.ok(close())).ok);
  },
);

declareLeakSpec(spec);

// SPDX-License-Identifier: GPL-2.0-only
// Native PCI Express hot-plug (drivers/pci/hotplug/pciehp_*.c): a slot's attributes, and a device that is switched off, taken
// out and put in. What the controller is told it confirms at once; a command that times out is the kernel's mistake here,
// and fails whatever spec it comes in.
import type { ExecutionContext } from "ava";
import { readFile } from "node:fs/promises";
import { endpoint, notVirtual, ownDriver, replaceable } from "../../lab/device/needs.ts";
import { readAttribute, startCalls, writeAttribute } from "../../harness/guest/attribute.ts";
import { assertSilent } from "../../harness/guest/complaint.ts";
import { bind, bindOwn, found, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { plug, unplug } from "../../harness/machine/hotplug.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";

const about = [
  "pciehp_*",
  "pcie_write_cmd*",
  "pcie_wait_cmd",
  "pcie_do_write_cmd",
  "pcie_enable_notification",
  "pcie_disable_notification",
  "pci_hp_*",
  "board_added",
  "remove_board",
  "set_attention_status",
  "get_adapter_status",
];
const slotted = [endpoint, notVirtual, replaceable];
const spec = family("pciehp", { devices: slotted, variants: ["pciehp"], about });

/** The folder of the device's slot. */
async function slot({ guest, device }: SpecContext): Promise<string> {
  const place = device.address.replace(/\.\d$/, "");
  return guest.$`dirname $(grep -l ${`^${place}$`} /sys/bus/pci/slots/*/address)`;
}

const folder = ({ device }: SpecContext): string => `/sys/bus/pci/devices/${device.address}`;
const timeout = 10_000;

/** The device is put in again and found, without anybody being asked. */
async function putIn({ guest, device, machine, run }: SpecContext): Promise<void> {
  await plug(machine);
  await found(guest, device.address, timeout * run.timeoutScale);
}

/** Switches the slot off by sysfs, which takes the device out of QEMU's port as well. Done when both say so. */
async function switchOff(context: SpecContext): Promise<void> {
  const { guest, machine, run } = context;
  const gone = machine.qmp.waitFor(
    "DEVICE_DELETED",
    ({ event, data }) => event === "DEVICE_DELETED" && data?.["device"] === "device0",
    timeout * run.timeoutScale,
  );
  gone.catch(() => undefined);
  // When the write returns, it is done.
  await guest.$`echo 0 > ${await slot(context)}/power && test ! -e ${folder(context)}`;
  await gone;
}

spec("the slots are there after boot, and no command timed out until then", async (t, context) => {
  const log = await readFile(context.run.bootLog, "utf8");
  assertSilent(log);
  t.notRegex(log, /pciehp.*Timeout on hotplug command/);
  t.regex(log, /pciehp: Slot #\d+ AttnBtn/, "the port is pciehp's");
  t.is(await context.guest.read(`${await slot(context)}/power`), "1");
  t.is(await context.guest.read(`${await slot(context)}/adapter`), "1");
});

spec("the attention indicator is switched on, off, and blinks", async (t, context) => {
  await using calls = await startCalls(context.guest);
  const attention = `${await slot(context)}/attention`;
  for (const value of ["1", "2", "0", "1", "0"]) {
    t.is(await writeAttribute(calls, attention, value), undefined);
    t.is(await readAttribute(calls, attention), value);
  }
});

spec("each command is confirmed: 20 of them take no second", async (t, context) => {
  const { guest, run } = context;
  const attention = `${await slot(context)}/attention`;
  const started = performance.now();
  await guest.$`for n in 1 2 3 4 5 6 7 8 9 10; do echo 1 > ${attention}; echo 0 > ${attention}; done`;
  const seconds = (performance.now() - started) / 1000;
  context.fact("seconds", seconds.toFixed(3));
  t.true(seconds < 5 * run.timeoutScale);
});

spec("a slot that is on is not switched on, one that is off not off", async (t, context) => {
  await using calls = await startCalls(context.guest);
  const power = `${await slot(context)}/power`;
  t.is(await writeAttribute(calls, power, "1"), "ENODEV");
  await switchOff(context);
  t.is(await readAttribute(calls, power), "0");
  t.is(await writeAttribute(calls, power, "0"), "ENODEV");
  t.is(await writeAttribute(calls, power, "1"), "ENODEV", "there is nothing in it");
  t.is(await readAttribute(calls, power), "0");
  t.is(await readAttribute(calls, `${await slot(context)}/adapter`), "0");
  await putIn(context);
  t.is(await readAttribute(calls, power), "1");
});

/** Switched off and put in a number of times, with whatever driver `hold` binds. */
async function again(
  t: ExecutionContext,
  context: SpecContext,
  times: number,
  hold: () => Promise<void>,
): Promise<void> {
  const { guest, device } = context;
  for (let round = 0; round < times; round++) {
    await hold();
    const started = performance.now();
    await switchOff(context);
    context.fact("seconds to switch off", ((performance.now() - started) / 1000).toFixed(2));
    await putIn(context);
    t.is(Number(await guest.read(`${folder(context)}/vendor`)), device.vendor, `round ${round}`);
  }
  t.notRegex(await context.kernelLog(), /Timeout on hotplug command/);
}

spec("10 times switched off and put in, without a driver", { timeoutFactor: 4 }, async (t, context) => {
  await again(t, context, 10, async () => unbind(context.guest, context.device.address));
});

spec(
  "3 times switched off and put in, with its own driver bound",
  { devices: [...slotted, ownDriver], timeoutFactor: 4 },
  async (t, context) => {
    await again(t, context, 3, async () => bindOwn(context.guest, context.device));
  },
);

spec("3 times switched off and put in, with uio_pci_generic bound", { timeoutFactor: 4 }, async (t, context) => {
  await again(t, context, 3, async () => bind(context.guest, context.device.address, "uio_pci_generic"));
});

spec(
  "3 times removed by its attention button, after the 5 s that a second press would have to cancel it, and put in",
  { profile: "default", timeoutFactor: 6 },
  async (t, context) => {
    const { guest, device, machine, run } = context;
    for (let round = 0; round < 3; round++) {
      await unplug(machine, timeout * run.timeoutScale);
      await guest.until("the function to be gone", sh`test ! -e ${folder(context)}`, timeout);
      await putIn(context);
      t.is(Number(await guest.read(`${folder(context)}/vendor`)), device.vendor);
    }
  },
);

spec(
  "a reset of the slot is no removal: device and driver stay",
  { devices: [...slotted, ownDriver] },
  async (t, context) => {
    const { guest, device } = context;
    await unbind(guest, device.address);
    await using calls = await startCalls(guest);
    const before = await readAttribute(calls, `${folder(context)}/reset_method`);
    context.expectSplat({
      kind: "device",
      title: /unlocked secondary bus reset via: /,
      why: "a bus reset by sysfs",
      required: false,
    });
    for (let round = 0; round < 3; round++) {
      t.is(await writeAttribute(calls, `${folder(context)}/reset_method`, "bus"), undefined);
      t.is(await writeAttribute(calls, `${folder(context)}/reset`, "1"), undefined);
    }
    t.is(await writeAttribute(calls, `${folder(context)}/reset_method`, "default"), undefined);
    t.is(await readAttribute(calls, `${folder(context)}/reset_method`), before);
    t.is(await readAttribute(calls, `${await slot(context)}/power`), "1");
    t.notRegex(await context.kernelLog(), /Link Down|Card not present|Timeout on hotplug/);
    await bindOwn(guest, device);
  },
);

spec("the port is removed with what is behind it, and both are found again", async (t, context) => {
  const { guest, device } = context;
  const port = await guest.$`basename $(dirname $(readlink -f ${folder(context)}))`;
  const once = sh`echo 1 > /sys/bus/pci/devices/${port}/remove && test ! -e ${folder(context)} && echo 1 > /sys/bus/pci/rescan && test -e ${folder(context)}/config`;
  for (let round = 0; round < 3; round++) await guest.run(once, { timeout: 60_000 });
  t.is(Number(await guest.read(`${folder(context)}/vendor`)), device.vendor);
  t.is(await guest.read(`${await slot(context)}/power`), "1");
  t.notRegex(await context.kernelLog(), /Timeout on hotplug command/);
});

declareLeakSpec(spec);

// SPDX-License-Identifier: GPL-2.0-only
// The disk is pulled out of the running machine with its controller, by ACPI and by native hot-plug.
import { disk, pullable } from "../../lab/device/needs.ts";
import { unplug } from "../../harness/machine/hotplug.ts";
import { family } from "../../harness/spec/index.ts";
import { bindDisk, diskGone, fill, Load } from "./disk.ts";

const spec = family("disk pulled", { devices: [disk, pullable], variants: ["ordinary", "pciehp"], fresh: true });

/** Milliseconds, before `timeoutScale`. Native hot-plug lets people change their mind for 5 s (drivers/pci/hotplug/pciehp_ctrl.c). */
const timeout = 20_000;

spec("a disk that is pulled amid requests ends each, with an error or done, and is gone", async (t, context) => {
  const found = await bindDisk(context);
  t.is(await fill(context, found, 1, "direct"), "done");
  await using load = await Load.begin(context, found, 1);
  await unplug(context.machine, timeout * context.run.timeoutScale);
  const { requests, error, wrong } = await load.ended();
  context.fact("ended", `after ${requests} requests, by ${error}`);
  t.is(wrong, -1);
  t.not(error, "");
  await diskGone(context);
});

// SPDX-License-Identifier: GPL-2.0-only
// The machine sleeps while its disk is at work. Its controller has lost all that it was told when it wakes. What is on USB
// may be another disk by then: that its requests end is all there is to ask.
import { disk, notUsb } from "../../lab/device/needs.ts";
import { sleepAndWake } from "../../harness/spec/suspend.ts";
import { family } from "../../harness/spec/index.ts";
import { bindDisk, fill, Load, verify } from "./disk.ts";

// A driver that forgets its requests has them all run into their time-outs: drivers/scsi/vmw_pvscsi.c knows no suspend.
const spec = family("disk asleep", { devices: [disk, notUsb], timeoutFactor: 2 });

spec("requests go on after suspend to RAM as if nothing had happened, and the data is there", async (t, context) => {
  const found = await bindDisk(context);
  t.is(await fill(context, found, 1, "buffered"), "done");
  {
    await using load = await Load.begin(context, found, 1);
    const before = await load.work();
    await sleepAndWake(context);
    const { requests, ...rest } = await load.moved();
    t.true(requests > before.requests);
    t.deepEqual(rest, { working: 4, error: "", wrong: -1 });
  }
  t.is(await verify(context, found, 1, "direct"), "as written");
});

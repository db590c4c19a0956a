// SPDX-License-Identifier: GPL-2.0-only
// A driver that lets go of a disk has written what it was told to write, and leaves nobody waiting.
import { disk } from "../../lab/device/needs.ts";
import { unbind } from "../../harness/guest/pci.ts";
import { family } from "../../harness/spec/index.ts";
import { bindDisk, diskGone, fill, Load, verify } from "./disk.ts";

const spec = family("disk unbound", { devices: disk });

spec("what was flushed is there when the driver has let go of the disk and has it again", async (t, context) => {
  const { guest, device } = context;
  t.is(await fill(context, await bindDisk(context), 1, "buffered"), "done");
  for (let round = 0; round < 2; round++) {
    await unbind(guest, device.address);
    await diskGone(context);
    t.is(await verify(context, await bindDisk(context), 1, "direct"), "as written");
  }
});

spec("a driver that lets go amid requests ends each, with an error or done; the data stays", async (t, context) => {
  const { guest, device } = context;
  t.is(await fill(context, await bindDisk(context), 1, "direct"), "done");
  for (let round = 0; round < 2; round++) {
    {
      await using load = await Load.begin(context, await bindDisk(context), 1);
      await unbind(guest, device.address);
      const { requests, error, wrong } = await load.ended();
      context.fact("ended", `after ${requests} requests, by ${error}`);
      t.is(wrong, -1);
    }
    await diskGone(context);
    t.is(await verify(context, await bindDisk(context), 1, "direct"), "as written");
  }
});

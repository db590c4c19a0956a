// SPDX-License-Identifier: GPL-2.0-only
// The controller is reset by way of its driver, amid requests: each is done in the end, since the driver asks again.
import type { ExecutionContext } from "ava";
import { disk, drivenBy, speaksScsi } from "../../lab/device/needs.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { sh } from "../../harness/guest/shell.ts";
import { bindDisk, fill, Load, verify, type Disk } from "./disk.ts";

const spec = family("disk reset", { devices: disk, timeoutFactor: 2 });

/** Does something to a disk at work, so many times: no request fails, none is forgotten, and the data is there. */
async function amidRequests(
  t: ExecutionContext,
  context: SpecContext,
  rounds: number,
  act: (disk: Disk) => Promise<void>,
): Promise<void> {
  const found = await bindDisk(context);
  t.is(await fill(context, found, 1, "direct"), "done");
  {
    await using load = await Load.begin(context, found, 1);
    for (let round = 0; round < rounds; round++) {
      await act(found);
      const { error, wrong } = await load.moved();
      t.deepEqual({ error, wrong }, { error: "", wrong: -1 });
    }
  }
  t.is(await verify(context, found, 1, "direct"), "as written");
}

spec("the driver is asked to reset its controller", { devices: [disk, drivenBy("nvme")] }, async (t, context) => {
  const { guest, device } = context;
  await amidRequests(t, context, 5, async () => {
    const folder = `/sys/bus/pci/devices/${device.address}/nvme`;
    await guest.$`cd ${folder} && for name in *; do echo 1 > $name/reset_controller; done`;
  });
});

spec("the driver is asked to look for disks again", { devices: [disk, speaksScsi] }, async (t, context) => {
  const { guest, device } = context;
  await amidRequests(t, context, 5, async () => {
    // The host is above the disk, however far: libata resets its links for it, too.
    const hosts = sh`readlink -f /sys/class/scsi_host/* | grep -F /${device.address}/`;
    await guest.$`for host in $(${hosts}); do echo '- - -' > $host/scan; done`;
  });
});

/** From the mildest to the one that is left when no other has helped: drivers/scsi/scsi_error.c. */
for (const what of ["device", "target", "bus", "host"])
  spec(`the driver is asked to reset the ${what}`, { devices: [disk, speaksScsi] }, async (t, context) => {
    const { guest, run } = context;
    const answers = new Set<string>();
    // Twice: the kernel lets a bus settle for 10 s (drivers/scsi/scsi_error.c, BUS_RESET_SETTLE_TIME).
    await amidRequests(t, context, 2, async ({ node }) => {
      answers.add(await guest.run(sh`labtool disk ${node} reset ${what}`, { timeout: 20_000 * run.timeoutScale }));
    });
    // Not each driver has each: then it is EIO, and nothing has happened.
    for (const answer of answers) t.regex(answer, /"ok":true|"errno":"EIO"/);
    context.fact("answers", [...answers].join(", "));
  });

// SPDX-License-Identifier: GPL-2.0-only
import { file, shut } from "../../harness/guest/calls.ts";
import { startCalls } from "../../harness/guest/attribute.ts";
import { unbind } from "../../harness/guest/pci.ts";
import { bindDisk } from "../../specs/block/disk.ts";
import { finding } from "./finding.ts";

const spec = finding("nvme");

spec("a namespace's character device is closed after the controller is gone", async (t, context) => {
  const { guest, device } = context;
  await bindDisk(context);
  const node = await guest.$`ls /dev/ng*n1`;
  await using calls = await startCalls(guest);
  await calls.ok(file("ns", node));
  await unbind(guest, device.address);
  await calls.ok(shut("ns"));
  t.pass();
});

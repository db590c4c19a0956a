// SPDX-License-Identifier: GPL-2.0-only
import { sh } from "../../harness/guest/shell.ts";
import { freshPair, passes } from "../../specs/net/interface.ts";
import { finding } from "./finding.ts";

const spec = finding("igbvf");

spec("a reset of a VF whose interface is down returns", async (t, context) => {
  const { guest, device } = context;
  const pair = await freshPair(context);
  await guest.$`ip link set ${pair.here} down`;
  // Nobody can end a writer that hangs: it is left behind, and asked for its stack.
  const stack = await guest.run(
    sh`(echo 1 > /sys/bus/pci/devices/${device.address}/reset) & p=$!; i=0
while [ -d /proc/$p ] && [ $((i += 1)) -lt 50 ]; do usleep 100000; done; cat /proc/$p/stack 2>/dev/null; true`,
  );
  t.is(stack, "", "the reset hangs");
  await guest.$`ip link set ${pair.here} up`;
  await passes(context, pair);
});

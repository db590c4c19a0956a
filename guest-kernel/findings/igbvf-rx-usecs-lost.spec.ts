// SPDX-License-Identifier: GPL-2.0-only
import { freshPair } from "../../specs/net/interface.ts";
import { finding, register } from "./finding.ts";
import { interval, VTEITR1 } from "./igbvf.ts";

const spec = finding("igbvf");

spec("the interrupt interval holds when the MTU changes", async (t, context) => {
  const { guest } = context;
  const { here } = await freshPair(context);
  await guest.$`ethtool -C ${here} rx-usecs 5000`;
  t.is(interval(await register(context, VTEITR1)), 5000);
  await guest.$`ip link set ${here} mtu 1400`;
  t.regex(await guest.$`ethtool -c ${here}`, /rx-usecs:\s+5000/);
  t.is(interval(await register(context, VTEITR1)), 5000, "what ethtool shows is what the hardware has");
});

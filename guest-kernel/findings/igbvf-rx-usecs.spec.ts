// SPDX-License-Identifier: GPL-2.0-only
import { sh } from "../../harness/guest/shell.ts";
import { freshPair } from "../../specs/net/interface.ts";
import { finding, register } from "./finding.ts";
import { interval, VTEITR1 } from "./igbvf.ts";

const spec = finding("igbvf");

spec("rx-usecs 10000 is refused, or it is what the hardware is told", async (t, context) => {
  const { guest } = context;
  const { here } = await freshPair(context);
  const { code } = await guest.execute(sh`ethtool -C ${here} rx-usecs 10000`);
  const value = await register(context, VTEITR1);
  t.true(code !== 0 || interval(value) === 10000, `VTEITR1 is 0x${value.toString(16)}`);
  t.is(value & 0x8000, 0, "low latency interrupts are off");
});

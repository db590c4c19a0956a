// SPDX-License-Identifier: GPL-2.0-only
import { sh } from "../../harness/guest/shell.ts";
import { freshPair } from "../../specs/net/interface.ts";
import { finding, register } from "./finding.ts";

const spec = finding("igbvf");

/** VTEITR of vector 1, which receives: microseconds in bits 2 to 14, and LLI_EN in bit 15 (82576 datasheet, 8.8.14). */
const VTEITR1 = 0x1684;

spec("rx-usecs 10000 is refused, or it is what the hardware is told", async (t, context) => {
  const { guest } = context;
  const { here } = await freshPair(context);
  const { code } = await guest.execute(sh`ethtool -C ${here} rx-usecs 10000`);
  const value = await register(context, VTEITR1);
  t.true(code !== 0 || ((value >> 2) & 0x1fff) === 10000, `VTEITR1 is 0x${value.toString(16)}`);
  t.is(value & 0x8000, 0, "low latency interrupts are off");
});

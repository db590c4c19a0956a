// SPDX-License-Identifier: GPL-2.0-only
import { freshPair } from "../../specs/net/interface.ts";
import { finding, register } from "./finding.ts";

/** Units of 256 ns: ITR (82545 datasheet, 13.4.18), and EITR of the 82574's vector 0 (82574 datasheet, 10.2.4.3). */
const registers = { e1000: 0xc4, e1000e: 0xe8 };

for (const [module, offset] of Object.entries(registers))
  finding(module)("rx-usecs 4, which is a mode and no interval, does not throttle to 15 ms", async (t, context) => {
    const { guest } = context;
    const { here } = await freshPair(context);
    await guest.$`ethtool -C ${here} rx-usecs 4`;
    // The mode means 2000 to 8000 interrupts a second: at most 500 µs.
    const interval = ((await register(context, offset)) * 256) / 1000;
    t.true(interval <= 500, `${interval} µs`);
  });

// SPDX-License-Identifier: GPL-2.0-only
import { sh } from "../../harness/guest/shell.ts";
import { freshPair } from "../../specs/net/interface.ts";
import { finding } from "./finding.ts";

for (const module of ["igb", "e1000e", "e1000"])
  finding(module)("a speed and duplex that are refused leave autonegotiation on", async (t, context) => {
    const { guest } = context;
    const { here } = await freshPair(context);
    t.regex(await guest.$`ethtool ${here}`, /Auto-negotiation: on/);
    // Its exit code is 0 nevertheless.
    const { stderr } = await guest.execute(sh`ethtool -s ${here} autoneg off speed 1000 duplex half`);
    t.regex(stderr, /Invalid argument/);
    t.regex(await guest.$`ethtool ${here}`, /Auto-negotiation: on/);
  });

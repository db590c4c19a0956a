// SPDX-License-Identifier: GPL-2.0-only
import * as z from "zod/mini";
import { sh } from "../../harness/guest/shell.ts";
import { freshPair, passes } from "../../specs/net/interface.ts";
import { finding } from "./finding.ts";

/** The tag beside a frame, as its interface was given it. */
const Arrived = z.object({ tag: z.number() });

/** VLAN 100, priority 5: IEEE Std 802.1Q 9.6. */
const [id, tag] = [100, (5 << 13) | 100];

for (const module of ["e1000", "igbvf"])
  finding(module)("a tag that the NIC takes out of a frame keeps its priority", async (t, context) => {
    const { guest } = context;
    await guest.$`modprobe 8021q`;
    const { here, peer } = await freshPair(context);
    await guest.$`/usr/sbin/ip link add link ${here} name ${here}.${id} type vlan id ${id} && ip link set ${here}.${id} up`;
    await guest.$`ethtool -K ${here} rxvlan on`;
    await passes(context, { here, peer }, 3);
    const arrived = await guest.json(Arrived, sh`labtool frame tagged ${peer} ${here} ${tag}`, { timeout: 30_000 });
    t.is(arrived.tag, tag);
  });

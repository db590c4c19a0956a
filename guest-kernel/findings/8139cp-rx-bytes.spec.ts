// SPDX-License-Identifier: GPL-2.0-only
import { cross } from "../../harness/guest/network.ts";
import { freshPair, passes } from "../../specs/net/interface.ts";
import { finding } from "./finding.ts";

finding("8139cp")("rx_bytes counts frames with their headers, as tx_bytes does", async (t, context) => {
  const { guest } = context;
  const { here, peer } = await freshPair(context);
  await passes(context, { here, peer });
  const read = async (): Promise<number> => Number(await guest.read(`/sys/class/net/${here}/statistics/rx_bytes`));
  const before = await read();
  const [count, bytes] = [20, 1000];
  await cross(guest, peer, here, count, bytes);
  // There may be more: frames that only look whether the wire is there.
  const counted = (await read()) - before;
  t.true(counted >= count * bytes, `${counted} bytes of ${count} frames of ${bytes}`);
});

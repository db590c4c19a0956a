// SPDX-License-Identifier: GPL-2.0-only
// Which frames an interface takes: its own address, groups that it joined, all of them, VLANs. Counted by the interface,
// since a program that listens to a raw socket is shown everything.
import { ownDriver, frames, wire } from "../../lab/device/needs.ts";
import { joinAddresses } from "../../harness/guest/network.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family, notApplicable } from "../../harness/spec/index.ts";
import { freshPair, passes, whileDown, type Pair } from "./interface.ts";
import { count, taken } from "./taken.ts";

/** What a physical function does not grant its virtual ones: to see everything, and more groups than it has room for. */
const ownWire = { devices: [wire, ownDriver] } as const;

const spec = family("filters", { devices: [frames, ownDriver], variants: "any", timeoutFactor: 2, oneIommu: true });

const stranger = "52:54:00:6d:77:77";
const group = (number: number): string => `01:00:5e:00:00:${number.toString(16).padStart(2, "0")}`;

spec(
  "an interface takes frames to itself and to all, not to a stranger, unless it is promiscuous",
  ownWire,
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    await passes(context, pair);
    const own = await guest.read(`/sys/class/net/${pair.here}/address`);
    t.is(await taken(context, pair, own), count, "to itself");
    t.is(await taken(context, pair, "ff:ff:ff:ff:ff:ff"), count, "to all");
    t.is(await taken(context, pair, stranger), 0, "to a stranger");
    await guest.$`ip link set ${pair.here} promisc on`;
    t.is(await taken(context, pair, stranger), count, "to a stranger, promiscuous");
    await whileDown(context, pair, () => Promise.resolve());
    await passes(context, pair);
    t.is(await taken(context, pair, stranger), count, "to a stranger, promiscuous, down and up");
    await guest.$`ip link set ${pair.here} promisc off`;
    t.is(await taken(context, pair, stranger), 0, "to a stranger again");
  },
);

spec(
  "groups: what was joined is taken, more than a filter has exact entries too, and after the interface was down",
  ownWire,
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    await passes(context, pair);
    const join = async (verb: "add" | "del", least: number, most: number): Promise<unknown> => {
      const address = sh`$(printf 01:00:5e:00:00:%02x $i)`;
      const command = sh`/usr/sbin/ip maddr ${verb} ${address} dev ${pair.here}`;
      return guest.run(sh`for i in $(seq ${least} ${most}); do ${command} || exit; done`, { timeout: 60_000 });
    };
    await join("add", 1, 3);
    t.is(await taken(context, pair, group(1)), count, "a joined group");
    await join("add", 4, 40);
    for (const number of [1, 20, 40]) t.is(await taken(context, pair, group(number)), count, `group ${number} of 40`);
    await whileDown(context, pair, () => Promise.resolve());
    await passes(context, pair);
    t.is(await taken(context, pair, group(40)), count, "group 40 after down and up");
    await join("del", 2, 40);
    t.is(await taken(context, pair, group(1)), count, "the group that is left");
    await guest.$`/usr/sbin/ip link set ${pair.here} allmulticast on`;
    t.is(await taken(context, pair, group(99)), count, "all groups");
    await guest.$`/usr/sbin/ip link set ${pair.here} allmulticast off`;
  },
);

spec(
  "secondary addresses: frames to each are taken, more than a filter has entries too, down and up; none once removed",
  { ...ownWire, timeoutFactor: 4 },
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    await passes(context, pair);
    const further = (number: number): string => `52:54:00:6d:10:${(number + 0x10).toString(16)}`;
    for (const total of [3, 40]) {
      await using _joined = await joinAddresses(guest, pair.here, further(0), total);
      for (const number of new Set([0, total >> 1, total - 1]))
        t.is(await taken(context, pair, further(number)), count, `address ${number + 1} of ${total}`);
      await whileDown(context, pair, () => Promise.resolve());
      await passes(context, pair);
      t.is(await taken(context, pair, further(total - 1)), count, `the last of ${total}, down and up`);
    }
    for (const number of [0, 39]) t.is(await taken(context, pair, further(number)), 0, "an address that was left");
    t.is(await taken(context, pair, stranger), 0, "to a stranger");
  },
);

spec("another address: frames to it are taken, those to the old one are not; and back", async (t, context) => {
  const { guest } = context;
  const pair = await freshPair(context);
  await passes(context, pair);
  const old = await guest.read(`/sys/class/net/${pair.here}/address`);
  const fresh = "52:54:00:6d:00:99";
  const { code } = await guest.execute(sh`ip link set ${pair.here} address ${fresh}`);
  if (code !== 0) await whileDown(context, pair, () => guest.$`ip link set ${pair.here} address ${fresh}`);
  await passes(context, pair);
  t.is(await taken(context, pair, fresh), count, "to the new address");
  t.is(await taken(context, pair, old), 0, "to the old address");
  await whileDown(context, pair, () => guest.$`ip link set ${pair.here} address ${old}`);
  await passes(context, pair);
  t.is(await taken(context, pair, old), count, "to the old address, restored");
});

spec(
  "VLANs: tagged frames cross on each, after the interface was down, and after others are gone",
  async (t, context) => {
    const { guest } = context;
    // Not `driver: "8021q"`: it takes no device from the driver under test.
    if ((await guest.execute(sh`modprobe 8021q`)).code !== 0) notApplicable("the kernel has no VLANs");
    const pair = await freshPair(context);
    await passes(context, pair);
    const add = (id: number): Promise<string> =>
      guest.$`for i in ${pair.here} ${pair.peer}; do /usr/sbin/ip link add link $i name $i.${id} type vlan id ${id} && ip link set $i.${id} up || exit; done`;
    const remove = (id: number): Promise<string> =>
      guest.$`/usr/sbin/ip link del ${pair.here}.${id} && /usr/sbin/ip link del ${pair.peer}.${id}`;
    const tagged = (id: number): Pair => ({ here: `${pair.here}.${id}`, peer: `${pair.peer}.${id}` });
    const ids = [1, 2, 100, 4094];
    for (const id of ids) {
      await add(id);
      await passes(context, tagged(id), 5);
    }
    await whileDown(context, pair, () => Promise.resolve());
    await guest.$`for i in ${ids}; do ip link set ${pair.here}.$i up; done`;
    for (const id of ids) await passes(context, tagged(id), 5);
    for (const id of [1, 4094]) await remove(id);
    for (const id of [2, 100]) await passes(context, tagged(id), 5);
    await passes(context, pair);
    for (const id of [2, 100]) await remove(id);
    await passes(context, pair);
    t.pass();
  },
);

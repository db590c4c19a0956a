// SPDX-License-Identifier: GPL-2.0-only
// Rings, channels and interrupt coalescing: each value that the driver offers, set up and down, while frames cross.
import { ownDriver, shortRings, throttles, frames } from "../../lab/device/needs.ts";
import { frameCounts, cross } from "../../harness/guest/network.ts";
import { sh } from "../../harness/guest/shell.ts";
import { forgetLeaks, leaks } from "../../harness/spec/detectors.ts";
import { family, notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import { ask, freshPair, passes, require, section, traffic, whileDown, type Pair } from "./interface.ts";
import { isShort, setRings, sizes } from "./ring-sizes.ts";

const spec = family("rings", { devices: [frames, ownDriver], variants: "any", timeoutFactor: 3, oneIommu: true });

// Without frames in the background: igb's second queue stays stopped then now and then, on Linux as it is.
spec("each size of the rings, set while the interface is up: frames cross unchanged", async (t, context) => {
  const pair = await freshPair(context);
  await passes(context, pair);
  const all = await sizes(context, pair.here);
  for (const size of all) {
    t.true((await setRings(context, pair.here, size)) || isShort(size, all), JSON.stringify(size));
    await passes(context, pair, 50);
  }
});

spec("each size of the rings, set while the interface is down: frames cross when it is up", async (t, context) => {
  const pair = await freshPair(context);
  const all = await sizes(context, pair.here);
  for (const size of all) {
    await whileDown(context, pair, async () =>
      t.true((await setRings(context, pair.here, size)) || isShort(size, all), JSON.stringify(size)),
    );
    await passes(context, pair);
  }
});

/** Both rings as ethtool shows them. */
async function shownRings(context: SpecContext, here: string): Promise<string> {
  const { RX: rx, TX: tx } = section(await require(context, sh`-g ${here}`), "Current hardware settings");
  return `rx ${rx} tx ${tx}`;
}

spec(
  "the shortest ring that the hardware supports is granted, up and down; frames cross",
  { devices: [frames, ownDriver, shortRings] },
  async (t, context) => {
    const pair = await freshPair(context);
    const shortest = context.device.shortestRing ?? NaN;
    const size = { rx: shortest, tx: shortest };
    const [, , half = size] = await sizes(context, pair.here);
    await setRings(context, pair.here, size);
    t.is(await shownRings(context, pair.here), `rx ${shortest} tx ${shortest}`, "asked for while it is up");
    await passes(context, pair, 50);
    await setRings(context, pair.here, half);
    await whileDown(context, pair, () => setRings(context, pair.here, size));
    t.is(await shownRings(context, pair.here), `rx ${shortest} tx ${shortest}`, "asked for while it is down");
    await passes(context, pair, 50);
  },
);

/** What is wrong with the ring that was granted: it may be longer than was asked for, by a step or to a power of two. */
function misgranted(asked: number, granted: number, longest: number): string | undefined {
  if (granted < asked || granted > longest) return `${asked} were asked for, and ${granted} granted`;
  if (granted >= 2 * asked) return `${asked} were asked for, and as many as ${granted} granted`;
  return undefined;
}

spec(
  "a ring is as long as was asked for, rounded up at most; what is refused changes nothing; frames cross",
  { profile: "default" },
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    const [longest] = (await sizes(context, pair.here)).slice(3);
    if (longest === undefined) return t.fail("there is a longest ring");
    if (!(await setRings(context, pair.here, { rx: 1, tx: 1 }))) notApplicable("the driver refuses a ring of 1");
    const least = section(await require(context, sh`-g ${pair.here}`), "Current hardware settings");
    context.fact("granted if 1 is asked for", `rx ${least["RX"]} tx ${least["TX"]}`);
    for (const kind of ["rx", "tx"] as const) {
      const [from = 1, to] = [least[kind.toUpperCase()], longest[kind]];
      for (const asked of new Set([from, from + 1, Math.ceil(to / 3), to - 1, to])) {
        const before = await shownRings(context, pair.here);
        const { code, stderr } = await guest.execute(sh`ethtool -G ${pair.here} ${kind} ${asked}`);
        const taken = code === 0 || /no ring parameters changed/.test(stderr);
        const after = await shownRings(context, pair.here);
        const granted = Number(new RegExp(`${kind} (\\d+)`).exec(after)?.[1]);
        if (taken) t.is(misgranted(asked, granted, to), undefined, kind);
        else t.is(after, before, `${kind} ${asked} was refused`);
        await passes(context, pair, 5);
      }
    }
    const before = await shownRings(context, pair.here);
    for (const beyond of [`rx ${longest.rx + 1}`, `tx ${longest.tx + 1}`]) {
      const { code } = await guest.execute(sh`ethtool -G ${pair.here} ${beyond.split(" ")}`);
      t.not(code, 0, `${beyond}: longer than the longest`);
    }
    t.is(await shownRings(context, pair.here), before, "what was refused changes nothing");
    await passes(context, pair, 5);
  },
);

spec(
  "rings that are exchanged, up and down, leak no memory",
  { flavours: ["debug"], timeoutFactor: 5 },
  async (t, context) => {
    const pair = await freshPair(context);
    const all = await sizes(context, pair.here);
    const exchange = async (): Promise<void> => {
      for (const size of all) await setRings(context, pair.here, size);
      for (const size of all) await whileDown(context, pair, () => setRings(context, pair.here, size));
    };
    await exchange();
    await forgetLeaks(context);
    await exchange();
    t.is(await leaks(context), "");
  },
);

/** Each number of channels of each kind that there can be. */
async function channels(context: SpecContext, { here }: Pair): Promise<string[]> {
  const most = section(await require(context, sh`-l ${here}`), "Pre-set maximums");
  const wanted = Object.entries({ combined: most["Combined"], rx: most["RX"], tx: most["TX"] });
  return wanted.flatMap(([kind, count = 0]) => Array.from({ length: count }, (_, index) => `${kind} ${index + 1}`));
}

spec(
  "each number of channels, set while frames cross and while the interface is down: frames cross unchanged",
  async (t, context) => {
    const pair = await freshPair(context);
    const all = await channels(context, pair);
    const taken: string[] = [];
    await using program = await traffic(context, pair);
    for (const setting of all) {
      // With one interrupt for all a driver has no more channels, whatever it says.
      if ((await context.guest.execute(sh`ethtool -L ${pair.here} ${setting.split(" ")}`)).code === 0)
        taken.push(setting);
      await passes(context, pair, 5);
    }
    context.fact("taken", taken.join(", "));
    for (const setting of taken.toReversed()) {
      await whileDown(context, pair, () => ask(context, sh`-L ${pair.here} ${setting.split(" ")}`));
      await passes(context, pair, 5);
    }
    t.is((await program.ok(frameCounts())).changed, 0);
  },
);

spec("more channels than there can be are refused, and none at all; frames cross as before", async (t, context) => {
  const pair = await freshPair(context);
  const shown = await require(context, sh`-l ${pair.here}`);
  const most = section(shown, "Pre-set maximums");
  const kinds = Object.entries({ combined: most["Combined"], rx: most["RX"], tx: most["TX"] });
  for (const [kind, count = 0] of kinds.filter(([, count = 0]) => count > 0))
    for (const wrong of [count + 1, 0]) {
      const { code, stderr } = await context.guest.execute(sh`ethtool -L ${pair.here} ${kind} ${wrong}`);
      // Where there are channels of each direction as well, there may be no combined one.
      const fine = wrong === 0 && (most["RX"] ?? 0) > 0 && (most["TX"] ?? 0) > 0;
      if (!fine && !/no .* changed/i.test(stderr)) t.not(code, 0, `${kind} ${wrong}`);
    }
  t.is(await require(context, sh`-l ${pair.here}`), shown);
  await passes(context, pair);
});

/** What the driver calls its interrupts. */
const interrupts = ({ guest }: SpecContext, { here }: Pair): Promise<string> =>
  guest.run(sh`grep -F ${here} /proc/interrupts | awk '{ print $NF }' | sort`);

spec("channels that are changed and changed back have the interrupts that they had before", async (t, context) => {
  const pair = await freshPair(context);
  const said = await require(context, sh`-l ${pair.here}`);
  const { Combined: most = 0 } = section(said, "Pre-set maximums");
  const { Combined: now = 0 } = section(said, "Current hardware settings");
  if (most < 2) notApplicable("the driver has one channel");
  await passes(context, pair);
  const before = await interrupts(context, pair);
  for (const count of [most, now, 1, now]) {
    await ask(context, sh`-L ${pair.here} combined ${count}`);
    await passes(context, pair, 5);
  }
  t.is(await interrupts(context, pair), before);
});

/** Microseconds between two interrupts: nearly the most that the 82576 has room for (datasheet 8.8.14, EITR). */
const usecs = 8_000;

spec(
  "rx-usecs is kept to: interrupts come no more often than it allows",
  { devices: [frames, ownDriver, throttles] },
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    await passes(context, pair);
    const count = 200;
    const timed = async (value: number): Promise<number> => {
      await require(context, sh`-C ${pair.here} rx-usecs ${value}`);
      await passes(context, pair);
      const took = await cross(guest, pair.peer, pair.here, count);
      context.fact(`rx-usecs ${value}: ${count} frames, one after the other, ms`, took);
      return took;
    };
    const free = await timed(0);
    const took = await timed(usecs);
    // Each frame waits for its own interrupt; QEMU lets two come at the end of each interval (hw/net/e1000e_core.c). A busy
    // host makes both longer: the interval has to show beside the time without it.
    const least = 0.4 * count * (usecs / 1000);
    t.true(took > least, `${count} frames took ${took} ms, and at least ${least} ms were asked for`);
    t.true(took > free + least / 4, `${count} frames took ${took} ms, and ${free} ms with rx-usecs 0`);
  },
);

spec(
  "each value of rx-usecs that the driver takes, set while frames cross: it is what ethtool then says",
  async (t, context) => {
    const pair = await freshPair(context);
    const { here } = pair;
    const before =
      /^rx-usecs:\s+(\d+)/m.exec(await require(context, sh`-c ${here}`))?.[1] ??
      notApplicable("the driver has no rx-usecs");
    await using program = await traffic(context, pair);
    for (const value of [0, 1, 3, 4, 10, 100, 1000, usecs, before]) {
      const { code } = await context.guest.execute(sh`ethtool -C ${here} rx-usecs ${value}`);
      const now = /^rx-usecs:\s+(\d+)/m.exec((await ask(context, sh`-c ${here}`)) ?? "")?.[1];
      if (code === 0) context.fact(`rx-usecs ${value}`, now ?? "none");
      await passes(context, pair, 5);
    }
    t.is((await program.ok(frameCounts())).changed, 0);
  },
);

// SPDX-License-Identifier: GPL-2.0-only
// What a driver offers ethtool: each question answered, each setting made and taken back, the self-test; up and down.
import { frames, interfaces, ownDriver } from "../../lab/device/needs.ts";
import { frameCounts } from "../../harness/guest/network.ts";
import { family, notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import { sh, type ShellCommand } from "../../harness/guest/shell.ts";
import { ask, changeable, freshPair, passes, require, traffic, whileDown } from "./interface.ts";

const spec = family("ethtool", { devices: [frames, ownDriver], variants: "any", timeoutFactor: 3, oneIommu: true });

/** Options that only ask. */
const questions = [
  ...["", "-i", "-d", "-e", "-S", "-k", "-a", "-c", "-g", "-l", "-P", "-T", "-m", "-n", "-x", "-u"],
  ...["--show-eee", "--show-fec", "--show-priv-flags", "--show-ring", "--phy-statistics"],
];

/** No word at all for an option that is empty. */
const words = (question: string): readonly string[] => (question === "" ? [] : [question]);

async function askEverything(context: SpecContext, here: string): Promise<readonly string[]> {
  const answered: string[] = [];
  for (const question of questions)
    if ((await ask(context, sh`${words(question)} ${here}`)) !== undefined) answered.push(question);
  return answered;
}

spec("each question is answered, while the interface is down and while frames cross", async (t, context) => {
  const pair = await freshPair(context);
  await whileDown(context, pair, () => askEverything(context, pair.here));
  await using program = await traffic(context, pair);
  const answered = await askEverything(context, pair.here);
  context.fact("answered", answered.join(" "));
  t.true(answered.includes("-i"));
  t.is((await program.ok(frameCounts())).changed, 0);
  await passes(context, pair);
});

spec(
  "the register dump is a whole number of 32-bit words, and as long each time, up and down",
  { devices: [interfaces, ownDriver] },
  async (t, context) => {
    const pair = await freshPair(context);
    const length = async (): Promise<number> => Number(await require(context, sh`-d ${pair.here} raw on | wc -c`));
    const bytes = await length();
    if (bytes === 0) await require(context, sh`-d ${pair.here}`);
    context.fact("bytes", bytes);
    t.true(bytes > 0, "there is a dump");
    t.is(bytes % 4, 0, `${bytes} bytes are no whole number of words`);
    t.not(await context.guest.$`ethtool -d ${pair.here} raw on | tr -d '\\0' | wc -c`, "0", "something in it is not 0");
    t.is(await length(), bytes, "the next dump");
    await context.guest.$`ip link set ${pair.here} down`;
    const down = await context.guest.$`ethtool -d ${pair.here} raw on | wc -c`;
    await context.guest.$`ip link set ${pair.here} up`;
    // A driver may have nothing to say while its hardware is off.
    if (down !== "0") t.is(Number(down), bytes, "while the interface is down");
    if (frames.isMet(context.device)) await passes(context, pair);
  },
);

spec("the EEPROM is read to its end, and not beyond it", async (t, context) => {
  const { guest } = context;
  const { here } = await freshPair(context);
  const dump = await require(context, sh`-e ${here} raw on | wc -c`);
  const length = Number(dump);
  if (length === 0) await require(context, sh`-e ${here}`);
  context.fact("bytes", length);
  const inside: readonly (readonly [number, number])[] = [
    [0, 1],
    [1, 1],
    [1, 2],
    [3, 3],
    [length - 1, 1],
    [length - 3, 3],
  ];
  for (const [offset, count] of inside)
    t.is(
      Number(await guest.$`ethtool -e ${here} offset ${offset} length ${count} raw on | wc -c`),
      count,
      `${count} bytes at ${offset}`,
    );
  const { code } = await guest.execute(sh`ethtool -e ${here} offset ${length} length 1 raw on > /dev/null`);
  t.not(code, 0, "a byte beyond its end");
});

interface Setting {
  readonly title: string;
  readonly on: string;
  readonly off: string;
  /** The link mode that it is about: a driver without it has nothing to set. */
  readonly mode?: string;
}

/** Settings that a driver may refuse; `off` takes back what `on` did. */
const settings: readonly Setting[] = [
  { title: "pause frames", on: "-A IF autoneg off rx off tx off", off: "-A IF autoneg on" },
  {
    ...{ title: "100 Mb/s, negotiated", mode: "100baseT/Full" },
    ...{ on: "-s IF autoneg on advertise 0x008", off: "-s IF autoneg on advertise 0x02f" },
  },
  { title: "wake-on-LAN", on: "-s IF wol g", off: "-s IF wol d" },
  // All of the kernel's (include/linux/netdevice.h, NETIF_MSG_CLASS_COUNT): netlink knows no others.
  { title: "message level", on: "-s IF msglvl 0x7fff", off: "-s IF msglvl 7" },
  { title: "a restarted negotiation", on: "-r IF", off: "-r IF" },
  { title: "energy-efficient Ethernet", on: "--set-eee IF eee off", off: "--set-eee IF eee on" },
  { title: "blinking", on: "-p IF 1", off: "-p IF 1" },
  { title: "adaptive coalescing", on: "-C IF adaptive-rx on", off: "-C IF adaptive-rx off" },
  { title: "RSS over one queue", on: "-X IF equal 1", off: "-X IF default" },
  { title: "a filter by ethertype", on: "-N IF flow-type ether proto 0x88b5 action 0", off: "-N IF delete 15" },
  { title: "UDP ports in the RX hash", on: "-N IF rx-flow-hash udp4 sdfn", off: "-N IF rx-flow-hash udp4 sd" },
];

for (const { title, on, off, mode } of settings)
  spec(`${title}: set and taken back, up and down; frames cross`, async (t, context) => {
    const pair = await freshPair(context);
    const command = (text: string): ShellCommand => sh`${text.replace("IF", pair.here).split(" ")}`;
    if (mode !== undefined && !(await require(context, sh`${pair.here}`)).includes(mode))
      notApplicable(`${context.device.driver?.name} does not offer ${mode}`);
    await require(context, command(on));
    await passes(context, pair, 5);
    await require(context, command(off));
    // What a driver refuses while its interface is down is its own affair.
    await whileDown(context, pair, () => context.guest.execute(sh`ethtool ${command(on)}; ethtool ${command(off)}`));
    await passes(context, pair, 5);
    t.pass();
  });

spec(
  "each offload and feature, changed and changed back while frames cross: frames cross unchanged",
  { timeoutFactor: 6, profile: "default" },
  async (t, context) => {
    const pair = await freshPair(context);
    const features = await changeable(context, pair.here);
    context.fact("features", features.map(({ name }) => name).join(" "));
    await using program = await traffic(context, pair);
    for (const { name, on } of features)
      for (const value of [!on, on]) {
        // One feature may need another: the kernel then says no.
        await context.guest.execute(sh`ethtool -K ${pair.here} ${name} ${value ? "on" : "off"}`);
        await passes(context, pair, 2);
      }
    t.is((await program.ok(frameCounts())).changed, 0);
  },
);

spec(
  "features that are changed while the interface is down are as they were set when it is up; frames cross",
  async (t, context) => {
    const { guest } = context;
    const pair = await freshPair(context);
    const features = await changeable(context, pair.here);
    const shown = async (): Promise<string> =>
      (await changeable(context, pair.here)).map(({ name, on }) => `${name} ${on ? "on" : "off"}`).join("\n");
    const before = await shown();
    for (const change of [true, false]) {
      let set = "";
      await whileDown(context, pair, async () => {
        for (const { name, on } of change ? features : features.toReversed())
          await guest.execute(sh`ethtool -K ${pair.here} ${name} ${on === change ? "off" : "on"}`);
        set = await shown();
      });
      if (change) t.not(set, before, "at least one can be changed while the interface is down");
      t.is(await shown(), set, "when the interface is up");
      await passes(context, pair);
    }
  },
);

for (const mode of ["online", "offline"])
  spec(`the driver's own self-test, ${mode}: each part is a result; frames cross afterwards`, async (t, context) => {
    const { guest, run } = context;
    const pair = await freshPair(context);
    await passes(context, pair);
    const { stdout, stderr } = await guest.execute(sh`ethtool -t ${pair.here} ${mode}`, {
      timeout: 60_000 * run.timeoutScale,
    });
    if (!/The test result is/.test(stdout)) await require(context, sh`-t ${pair.here} ${mode}`);
    const parts = [...stdout.matchAll(/^(.*\S)\s+(\d+)$/gm)];
    t.true(parts.length > 0, stderr);
    for (const [, name = "", value] of parts)
      context.outcome({
        name: `self-test ${mode}, ${name.replace(/\s+/g, " ")}`,
        ...(value === "0" ? { outcome: "PASS" } : { outcome: "FAIL", reason: `the driver's test answers ${value}` }),
      });
    await passes(context, pair);
  });

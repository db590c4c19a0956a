// SPDX-License-Identifier: GPL-2.0-only
// UDP over the wire, with checksums by the kernel and by the NIC: each datagram is on it once, with what was in it.
import { frames, ownDriver } from "../../lab/device/needs.ts";
import { sh, type ShellCommand } from "../../harness/guest/shell.ts";
import { addressIn, Apart, apartPackages, untagged } from "../../harness/spec/apart.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import type { Frame } from "../../harness/wire/ethernet.ts";
import { parseIp } from "../../harness/wire/ip.ts";
import { parseUdp, type Datagram } from "../../harness/wire/transport.ts";
import { freshPair, type Pair } from "./interface.ts";
import { judgeWire, readEnds, wrongFrames } from "./on-wire.ts";

const spec = family("datagrams", {
  devices: [frames, ownDriver],
  profile: "default",
  timeoutFactor: 4,
  oneIommu: true,
  userland: apartPackages,
});

const versions = [4, 6] as const;
/** RFC 6335: for whoever wants them. */
const [sourcePort, port] = [50_001, 50_002];

/** Sends the file of a pipe, in datagrams of so many bytes, from the NIC to its peer. */
function send(version: 4 | 6, bytes: number): ShellCommand {
  const [from = "", to = ""] = (["here", "peer"] as const).map((end) => {
    const address = addressIn(untagged, version, end);
    return version === 6 ? `[${address}]` : address;
  });
  // Not connected: that nobody listens at the other end is no error.
  return sh`socat -u -b ${bytes} - UDP${version}-SENDTO:${to}:${port},bind=${from}:${sourcePort}`;
}

/** The datagrams to the port. */
function datagrams(sent: readonly Frame[], version: 4 | 6): Datagram[] {
  return sent.flatMap((frame) => {
    const { packet } = parseIp(frame);
    const datagram = packet?.version === version ? parseUdp(packet) : undefined;
    return datagram?.destinationPort === port ? [datagram] : [];
  });
}

/** Text that everybody can make: numbers in lines. */
const text = (bytes: number): string =>
  Array.from({ length: bytes }, (_, index) => `${index + 1}\n`)
    .join("")
    .slice(0, bytes);

/** Around what fits into the shortest frame, with either header; odd and even; and what fills an MTU of 1500. */
const lengths = { 4: [1, 2, 17, 18, 19, 700, 1471, 1472], 6: [1, 2, 3, 700, 1451, 1452] } as const;

/** With checksums by the kernel, and by the NIC, if the driver lets that be chosen. */
const settings = ["off", "on"] as const;

async function judgeSent(
  context: SpecContext,
  { from, version, count }: { readonly from: string; readonly version: 4 | 6; readonly count: number },
  body: () => Promise<unknown>,
  judge: (sent: readonly Frame[]) => void,
): Promise<void> {
  const own = (sent: readonly Frame[]): Frame[] => sent.filter(({ source }) => source === from);
  // The first may wait for the address of the peer.
  const isAll = ({ sent }: { readonly sent: readonly Frame[] }): boolean =>
    datagrams(own(sent), version).length >= count;
  await judgeWire(context, body, ({ sent }) => judge(own(sent)), isAll);
}

const count = 12;

async function ready(context: SpecContext, pair: Pair): Promise<{ apart: Apart; from: string; mtu: number }> {
  const { from } = await readEnds(context, pair);
  return { apart: await Apart.set(context, pair), from, mtu: 1500 };
}

spec(
  "datagrams of each length at which something changes, over IPv4 and IPv6: on the wire once, in order, as they were sent",
  async (t, context) => {
    const { apart, from, mtu } = await ready(context, await freshPair(context));
    await using _ = apart;
    for (const value of settings) {
      await context.guest.execute(sh`ethtool -K ${apart.pair.here} tx ${value}`);
      for (const version of versions)
        for (const bytes of lengths[version]) {
          const total = bytes * count;
          const file = sh`seq 1 ${total} | head -c ${total}`;
          const what = `checksums ${value}, IPv${version}, ${bytes} bytes`;
          await judgeSent(
            context,
            { from, version, count },
            () => apart.at("here", sh`dash -c ${`${file} | ${send(version, bytes)}`}`),
            (sent) => {
              t.deepEqual(wrongFrames(sent, mtu), [], what);
              const data = datagrams(sent, version).map((datagram) => datagram.data.toString());
              t.deepEqual(data, text(total).match(new RegExp(`[^]{${bytes}}`, "g")), what);
            },
          );
        }
    }
  },
);

spec(
  "a datagram whose checksum is 0 is sent with 0xffff, which says the same: 0 would say that there is none",
  async (t, context) => {
    const { apart, from, mtu } = await ready(context, await freshPair(context));
    await using _ = apart;
    /** The checksum on the wire of a datagram with such a word in it. */
    const checksum = async (version: 4 | 6, word: number, what: string): Promise<number> => {
      let found: readonly Datagram[] = [];
      const octal = [word >> 8, word & 0xff].map((byte) => `\\0${byte.toString(8)}`).join("");
      await judgeSent(
        context,
        { from, version, count: 1 },
        () => apart.at("here", sh`dash -c ${`printf %b '${octal}' | ${send(version, 2)}`}`),
        (sent) => {
          t.deepEqual(wrongFrames(sent, mtu), [], what);
          found = datagrams(sent, version);
        },
      );
      t.is(found.length, 1, what);
      return found[0]?.checksum ?? 0;
    };
    for (const value of context.device.mindsZeroChecksums === false ? (["off"] as const) : settings) {
      await context.guest.execute(sh`ethtool -K ${apart.pair.here} tx ${value}`);
      for (const version of versions) {
        const what = `checksums ${value}, IPv${version}`;
        // RFC 1071: what makes the sum of all else 0xffff.
        const rest = await checksum(version, 0, what);
        t.is(await checksum(version, rest, what), 0xffff, what);
      }
    }
  },
);

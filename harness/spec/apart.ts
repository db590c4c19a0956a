// SPDX-License-Identifier: GPL-2.0-only
// The two ends of the wire in networks of their own, so that IP goes over the wire and not through the loopback.
import { macs } from "../../lab/network.ts";
import { inTurn, sh, type ShellCommand } from "../guest/shell.ts";
import type { Userland } from "../guest/userland.ts";
import type { SpecContext } from "./context.ts";
import { openUserland } from "./userland.ts";

/** Both ends of a wire, by the names of their interfaces. */
export interface Pair {
  readonly here: string;
  readonly peer: string;
}

/** The packages that it takes. */
export const apartPackages = ["coreutils", "diffutils", "iproute2", "socat"] as const;

/** A network between the two ends: the NIC is .1 in it, its peer .2. */
export interface Subnet {
  readonly 4: string;
  readonly 6: string;
}

/** For documentation, so nobody's: RFC 5737 and RFC 3849. */
export const untagged: Subnet = { 4: "192.0.2.", 6: "2001:db8:0:1::" };
export const tagged: Subnet = { 4: "198.51.100.", 6: "2001:db8:0:2::" };

const versions = [4, 6] as const;
const prefixes = { 4: 24, 6: 64 } as const;
const ends = ["here", "peer"] as const;

/** The network namespace of the peer. */
export const peerNamespace = "peer";
/** What runs a command at an end: the NIC's is in the guest's own network. */
const at = { here: sh``, peer: sh`ip netns exec ${peerNamespace}` } as const;

/** A wire whose ends have addresses. Disposed of, it gives the peer back to the guest's own network. */
export class Apart implements AsyncDisposable {
  readonly userland: Userland;
  readonly pair: Pair;
  readonly #context: SpecContext;

  private constructor(userland: Userland, context: SpecContext, pair: Pair) {
    [this.userland, this.#context, this.pair] = [userland, context, pair];
  }

  static async set(context: SpecContext, pair: Pair): Promise<Apart> {
    await context.guest.$`modprobe ipv6`;
    const apart = new Apart(await openUserland(context), context, pair);
    await apart.userland.$`ip netns add ${peerNamespace} && ip link set ${pair.peer} netns ${peerNamespace}`;
    await apart.address(pair, untagged);
    return apart;
  }

  /** Sets an interface at each end up, with its addresses in a subnet. */
  async address(pair: Pair, subnet: Subnet): Promise<void> {
    for (const end of ends) {
      const device = pair[end];
      const enable = sh`echo 0 > /proc/sys/net/ipv6/conf/${device}/disable_ipv6`;
      await this.at(end, sh`dash -c ${enable.text}`);
      await this.at(end, sh`ip link set ${device} up`);
      for (const version of versions) {
        const address = `${addressIn(subnet, version, end)}/${prefixes[version]}`;
        // An address cannot be used for the second in which it is looked for elsewhere (RFC 4862 5.4).
        const nodad = version === 6 ? ["nodad"] : [];
        await this.at(end, sh`ip address replace ${address} dev ${device} ${nodad}`);
      }
    }
    if (this.#context.device.takesShortFrames === false) await this.#introduce(pair, subnet);
  }

  /** Tells each end the other's address, which ARP would ask for in frames that are too short. */
  async #introduce(pair: Pair, subnet: Subnet): Promise<void> {
    for (const [end, other, mac] of [
      ["here", "peer", macs.peer],
      ["peer", "here", macs.underTest],
    ] as const) {
      const neighbour = addressIn(subnet, 4, other);
      await this.at(end, sh`ip neighbour replace ${neighbour} lladdr ${mac} dev ${pair[end]} nud permanent`);
    }
  }

  /** Runs a command at an end of the wire. @throws {KernelError} if it fails. */
  at(end: keyof Pair, command: ShellCommand): Promise<string> {
    return this.userland.run(sh`${at[end]} ${command}`);
  }

  /**
   * Sends random bytes by TCP in both directions at once, over IPv4 and IPv6.
   * @throws {KernelError} if some do not arrive, or come changed.
   */
  async exchange(bytes: number, subnet: Subnet = untagged): Promise<void> {
    const seconds = 10 * this.#context.run.timeoutScale;
    const flows = versions.flatMap((version) => ends.map((from) => flow(subnet, version, from, seconds)));
    const started = flows.map((one) => sh`{ ( ${one} ) & } ; flows="$flows $!"`);
    const script = sh`
head -c ${bytes} /dev/urandom >/tmp/sent
${inTurn(";", started)}
for flow in $flows; do wait $flow || failed=1; done
[ -z "$failed" ] && for got in /tmp/got-*; do cmp /tmp/sent $got || exit; done
result=$?
rm -f /tmp/sent /tmp/got-*
exit $result`;
    await this.userland.run(script, { timeout: 2000 * seconds });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { guest, run } = this.#context;
    await this.userland.$`ip netns delete ${peerNamespace}`;
    // With it go its addresses.
    await guest.$`echo 1 > /proc/sys/net/ipv6/conf/${this.pair.here}/disable_ipv6`;
    await this.userland.$`ip address flush dev ${this.pair.here}`;
    // A namespace goes in its own time; then its interfaces come back.
    await guest.until("the peer", sh`grep -l ${macs.peer} /sys/class/net/*/address`, 10_000 * run.timeoutScale);
  }
}

/** The address of an end in a subnet. */
export const addressIn = (subnet: Subnet, version: 4 | 6, end: keyof Pair): string =>
  `${subnet[version]}${end === "here" ? 1 : 2}`;

/** One direction. Who sends may be there before who listens; neither is left behind. */
function flow(subnet: Subnet, version: 4 | 6, from: keyof Pair, seconds: number): ShellCommand {
  const to = from === "here" ? "peer" : "here";
  const port = version * 1000 + (from === "here" ? 1 : 2);
  const address = addressIn(subnet, version, to);
  const host = version === 6 ? `[${address}]` : address;
  const receive = sh`timeout ${seconds} socat -u TCP${version}-LISTEN:${port},reuseaddr CREATE:/tmp/got-${port}`;
  const retry = `retry=${seconds * 10},interval=0.1`;
  const send = sh`timeout ${seconds} socat -u OPEN:/tmp/sent TCP${version}:${host}:${port},${retry}`;
  return sh`${at[to]} ${receive} & ${at[from]} ${send} && wait $!`;
}

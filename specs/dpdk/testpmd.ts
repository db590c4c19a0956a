// SPDX-License-Identifier: GPL-2.0-only
// DPDK's testpmd in the guest: it has the NIC under test in user space, and sends each frame back that comes in
// (https://doc.dpdk.org/guides/testpmd_app_ug/run_app.html).
import type { ClientChannel } from "ssh2";
import { macs } from "../../lab/network.ts";
import { within } from "../../harness/host/deadline.ts";
import { KernelError } from "../../harness/host/errors.ts";
import { blameKernel, type Guest } from "../../harness/guest/guest.ts";
import type { Forwarding } from "../../harness/guest/network.ts";
import { sh } from "../../harness/guest/shell.ts";
import type { OpenChannel } from "../../harness/guest/ssh.ts";
import { openUserland, type SpecContext } from "../../harness/spec/index.ts";

/** The packages that it takes, as images/userland names them. */
export const packages = [
  "coreutils",
  "dpdk-dev",
  "^librte-net-e1000-[0-9]+$",
  "^librte-net-virtio[0-9]+$",
  "^librte-net-vmxnet3-[0-9]+$",
];

/** Pages of 2 MiB: twice what its buffers, rings and heap take. */
const hugePages = 24;
const hugePageCount = "/proc/sys/vm/nr_hugepages";
/** Buffers for frames, and descriptors in each ring: vmxnet3's must have so many (DPDK 22.11 drivers/net/vmxnet3). */
const [buffers, descriptors] = [2048, 512];

/** What it says as soon as it forwards. */
const forwarding = /^Press enter to exit$/m;

/** Frames that its driver counted. */
export interface Statistics {
  readonly received: number;
  readonly sent: number;
  readonly dropped: number;
}

/** Keeps memory in large pages for programs. @throws {KernelError} if there is not enough in one piece. */
export async function reserveHugePages(guest: Guest): Promise<void> {
  await guest.$`echo ${hugePages} > ${hugePageCount} && test $(cat ${hugePageCount}) -eq ${hugePages}`;
}

/** Gives that memory back; how many pages somebody still has. */
export async function releaseHugePages(guest: Guest): Promise<number> {
  return Number(await guest.$`echo 0 > ${hugePageCount} && cat ${hugePageCount}`);
}

export class Testpmd implements AsyncDisposable {
  readonly #channel: ClientChannel;
  readonly #ended: Promise<number>;
  readonly #deadline: number;
  #said = "";

  private constructor({ channel, ended }: OpenChannel, deadline: number) {
    [this.#channel, this.#ended, this.#deadline] = [channel, ended, deadline];
    for (const stream of [channel, channel.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (this.#said += text));
  }

  /**
   * Starts it with the NIC under test, which a driver for user space has by now, and waits until it forwards.
   * @throws {KernelError} with what it says, if it does not.
   */
  static async start(context: SpecContext, mode: Forwarding): Promise<Testpmd> {
    const { guest, device, run } = context;
    const userland = await openUserland(context);
    await reserveHugePages(guest);
    const eal = sh`-l 0,1 --in-memory --no-telemetry -a ${device.address}`;
    const queues = sh`--total-num-mbufs=${buffers} --rxd=${descriptors} --txd=${descriptors} --no-mlockall`;
    const forward = sh`--forward-mode=${mode} --port-topology=loop --eth-peer=0,${macs.peer}`;
    // Else it would keep what it says until it ends.
    const opened = await userland.open(sh`exec stdbuf -oL dpdk-testpmd ${eal} -- ${queues} ${forward}`);
    const testpmd = new Testpmd(opened, 30_000 * run.timeoutScale);
    await testpmd.#until(forwarding);
    return testpmd;
  }

  /** All that it has said. */
  get said(): string {
    return this.#said;
  }

  /** The NIC's address as its driver has it. */
  get address(): string {
    return this.#find(/^Port 0: ([\dA-F:]{17})$/m);
  }

  /** The driver that took the device. */
  get driver(): string {
    return this.#find(/Probe PCI driver: (\w+) \(/);
  }

  /** VFIO's model of the IOMMU that it uses; undefined without VFIO. */
  get iommu(): string | undefined {
    return /Using IOMMU type \d+ \((.+)\)/.exec(this.#said)?.[1];
  }

  /** Has it end by itself. @throws {KernelError} if it does not, or not as it should. */
  async quit(): Promise<Statistics> {
    this.#channel.end();
    const code = await within("testpmd: its end", this.#deadline, this.#ended, () => this.#said).catch(blameKernel);
    if (code !== 0) throw new KernelError(`testpmd ended with exit code ${code}`, { output: this.#said });
    const count = (name: string): number => Number(this.#find(new RegExp(`Accumulated[^]* ${name}: (\\d+)`)));
    return { received: count("RX-packets"), sent: count("TX-packets"), dropped: count("RX-dropped") };
  }

  #find(pattern: RegExp): string {
    const [, found] = pattern.exec(this.#said) ?? [];
    if (found === undefined) throw new KernelError(`testpmd never said ${pattern.source}`, { output: this.#said });
    return found;
  }

  async #until(pattern: RegExp): Promise<void> {
    const said = new Promise<void>((resolve, reject) => {
      this.#channel.on("data", () => {
        if (pattern.test(this.#said)) resolve();
      });
      this.#ended.then(
        (code) => reject(new KernelError(`testpmd ended: exit code ${code}`, { output: this.#said })),
        reject,
      );
    });
    await within("testpmd: its start", this.#deadline, said, () => this.#said).catch(blameKernel);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#channel.end();
    await within("testpmd: its end", this.#deadline, this.#ended, () => this.#said).catch(blameKernel);
  }
}

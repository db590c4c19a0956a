// SPDX-License-Identifier: GPL-2.0-only
// What crosses the wire of the NIC under test, written down by QEMU itself: neither the guest's kernel nor the NIC's
// model has a say in it. A capture is made in a running machine, and leaves it as it was.
import { readFile } from "node:fs/promises";
import { wireId } from "../../lab/argv/network.ts";
import { parseFrame, type Frame } from "../wire/ethernet.ts";
import { readPcap } from "../wire/pcap.ts";
import type { RunningMachine } from "./running.ts";

/** What crossed, in each direction in its order. */
export interface Crossed {
  /** By the NIC under test. */
  readonly sent: readonly Frame[];
  /** To it: whether it takes a frame is its own affair. */
  readonly received: readonly Frame[];
}

/**
 * What the NIC's end of the wire receives is what the NIC sends: the property `queue` of QEMU's filters (net/filter.c)
 * counts from the wire's end.
 */
const queues = { sent: "rx", received: "tx" } as const satisfies Record<keyof Crossed, string>;
const directions = Object.keys(queues) as readonly (keyof Crossed)[];

/** As many bytes of a frame are kept: more than QEMU lets any have (net/net.h, NET_BUFSIZE: 4096 + 65536). */
const longest = 0x20000;

let started = 0;

type Machine = Pick<RunningMachine, "qmp" | "isStopped">;

/** Disposed of, it writes no more; its files stay. */
export class Capture implements AsyncDisposable {
  readonly #machine: Machine;
  readonly #id: string;
  readonly #files: Readonly<Record<keyof Crossed, string>>;

  private constructor(machine: Machine, files: Readonly<Record<keyof Crossed, string>>) {
    [this.#machine, this.#files, this.#id] = [machine, files, `capture${++started}`];
  }

  /** Captures from now on, to files of the host's. @throws {LabError} if QEMU cannot. */
  static async start(machine: Machine, files: Readonly<Record<keyof Crossed, string>>): Promise<Capture> {
    const capture = new Capture(machine, files);
    for (const direction of directions)
      await machine.qmp.execute("object-add", {
        "qom-type": "filter-dump",
        id: capture.#object(direction),
        ...{ netdev: wireId, queue: queues[direction], file: files[direction], maxlen: longest },
      });
    return capture;
  }

  /** What crossed until now: QEMU writes a frame before it hands it on. */
  async frames(): Promise<Crossed> {
    const read = async (direction: keyof Crossed): Promise<Frame[]> => {
      const packets = readPcap(await readFile(this.#files[direction]), { growing: true });
      return packets.map(({ bytes }) => parseFrame(bytes));
    };
    return { sent: await read("sent"), received: await read("received") };
  }

  #object(direction: keyof Crossed): string {
    return `${this.#id}-${direction}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const direction of directions) {
      // With a machine that is gone they are gone, too.
      if (this.#machine.isStopped()) return;
      await this.#machine.qmp.execute("object-del", { id: this.#object(direction) });
    }
  }
}

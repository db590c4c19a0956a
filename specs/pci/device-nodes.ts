// SPDX-License-Identifier: GPL-2.0-only
// The device nodes that a driver makes, whatever their class, and a program that has them open.
import { interfaces } from "../../lab/device/needs.ts";
import {
  file,
  load,
  memory,
  mmap,
  munmap,
  openFlags,
  poll,
  read,
  shut,
  write,
  type SystemCall,
} from "../../harness/guest/calls.ts";
import { startCalls } from "../../harness/guest/attribute.ts";
import { bindOwn, unbind } from "../../harness/guest/pci.ts";
import type { GuestProgram } from "../../harness/guest/program.ts";
import { inTurn, sh, type ShellCommand } from "../../harness/guest/shell.ts";
import { notApplicable, type SpecContext } from "../../harness/spec/index.ts";
import { works } from "./in-use.ts";
import { allQuestions, questionMemory } from "./node-questions.ts";

const listed = "/tmp/nodes-before";
/** Terminals of sessions come and go. */
const all = sh`find /dev -path /dev/pts -prune -o -path /dev/shm -prune -o ${"("} -type b -o -type c ${")"} -print`;

/** Drivers look for disks, codecs and ports after they have taken a device: looks, a third of a second each, for the nodes to be all there. */
const looks = 15;

/**
 * Nodes that bring Linux down if they are closed after their device is gone: guest-kernel/findings/nvme-ns-char-close.md.
 */
const fatal = /^\/dev\/ng\d/;

/** Notes what nodes there are without the device's driver. */
export async function noteNodes({ guest, device }: SpecContext): Promise<void> {
  await unbind(guest, device.address);
  await guest.run(sh`${all} | sort > ${listed}`);
}

/** Those of devices below the function in sysfs: some were there before for another (drivers/tty/serial/8250 has ports in stock). */
const below = (address: string): ShellCommand =>
  inTurn("&&", [
    sh`cd $(readlink -f /sys/bus/pci/devices/${address})`,
    sh`find . -name dev -type f | sed 's|dev$|uevent|' | xargs cat | sed -n 's|^DEVNAME=|/dev/|p'`,
  ]);

/** Those, and all that came with the driver since `noteNodes()`, when no more of them come. */
export async function newNodes(context: SpecContext): Promise<readonly string[]> {
  const { guest, device } = context;
  await works(context);
  const fresh = sh`{ ${all} | sort | grep -vxFf ${listed}; ${below(device.address)}; } 2> /dev/null | sort -u`;
  const most = interfaces.isMet(device) ? 1 : looks;
  const once = inTurn(";", [sh`one=$(${fresh})`, sh`usleep 300000`]);
  const done = sh`[ -n "$one" ] && [ "$one" = "$(${fresh})" ]`;
  const script = sh`i=0; while [ $i -lt ${most} ]; do ${once}; ${done} && break; i=$((i+1)); done; echo "$one"`;
  const text = await guest.run(script, { timeout: 120_000 });
  return text.split("\n").filter((node) => node !== "" && !fatal.test(node));
}

/** The nodes that its driver makes. The spec does not apply where it makes none. */
export async function driverNodes(context: SpecContext): Promise<readonly string[]> {
  await noteNodes(context);
  const nodes = await newNodes(context);
  if (nodes.length === 0) notApplicable(`${context.device.driver?.name} makes no device node`);
  context.fact("nodes", nodes.join(" "));
  return nodes;
}

/** A terminal that becomes the program's own would end it when it hangs up: O_NOCTTY. */
const ways = [openFlags.readWrite, openFlags.readOnly].map((way) => way | openFlags.nonBlocking | 0o400);
/** The tool's room for mappings, without what the questions need. */
const mappings = 12;

/** A program that has device nodes open. */
export class Holder implements AsyncDisposable {
  readonly #calls: GuestProgram;
  readonly #held: string[] = [];
  readonly #mapped: string[] = [];
  /** Those that somebody else has: a watchdog has two nodes, and one user. */
  readonly busy: string[] = [];
  /** Those that could not be opened for another reason. */
  readonly refused: string[] = [];

  private constructor(calls: GuestProgram) {
    this.#calls = calls;
  }

  /** Opens nodes, and maps a page of those that can be mapped. */
  static async open({ guest, run }: SpecContext, nodes: readonly string[]): Promise<Holder> {
    const calls = await startCalls(guest, 60_000 * run.timeoutScale);
    const holder = new Holder(calls);
    await calls.all(questionMemory.map((name) => memory(name, 4096)));
    for (const node of nodes) await holder.#take(node);
    return holder;
  }

  /** How many it has open. */
  get count(): number {
    return this.#held.length;
  }

  async #take(node: string): Promise<void> {
    const name = `node${this.#held.length}`;
    let errno: string | undefined;
    for (const way of ways) {
      const answer = await this.#calls.ask(file(name, node, way));
      if (answer.ok) {
        this.#held.push(name);
        const mapping = `map${this.#mapped.length}`;
        if (this.#mapped.length >= mappings) return;
        if ((await this.#calls.ask(mmap(mapping, name, 4096, 0, "read"))).ok) this.#mapped.push(mapping);
        return;
      }
      errno = answer.errno;
    }
    if (errno === "EBUSY") this.busy.push(node);
    else this.refused.push(`${node}: ${errno}`);
  }

  /** Asks each file all there is to ask, reads what is there to be read, and touches what is mapped. @returns how many calls worked. */
  async use(): Promise<number> {
    const asked = (name: string): readonly SystemCall[] => [read(name, 64), ...allQuestions(name)];
    const answers = await Promise.all(
      this.#held.flatMap((name) => asked(name)).map(async (call) => this.#calls.ask(call)),
    );
    await Promise.all([
      ...this.#held.map(async (name) => this.#calls.ok(poll(name, 0))),
      ...this.#mapped.map(async (name) => this.#calls.ok(load(name, 0, 4))),
    ]);
    return answers.filter(({ ok }) => ok).length;
  }

  /** Writes a byte to each file: only where nobody is there any more to take it for an order. */
  async scribble(): Promise<void> {
    for (const name of this.#held) await this.#calls.ask(write(name, "00"));
  }

  /** Closes all, and takes the mappings away. */
  async close(): Promise<void> {
    const mapped = this.#mapped.splice(0).map((name) => munmap(name));
    await this.#calls.all([...this.#held.splice(0).map((name) => shut(name)), ...mapped]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#calls[Symbol.asyncDispose]();
  }
}

/** The driver has the device again, with as many nodes as before. */
export async function nodesAgain(context: SpecContext): Promise<readonly string[]> {
  await bindOwn(context.guest, context.device);
  return newNodes(context);
}

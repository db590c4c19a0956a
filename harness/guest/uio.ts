// SPDX-License-Identifier: GPL-2.0-only
// A program in the guest that holds /dev/uioN and does with it what it is told, one line at a time (`labtool uio`).
import { createInterface } from "node:readline";
import type { ClientChannel } from "ssh2";
import type { OpenChannel } from "./ssh.ts";
import type { PciAddress } from "../../lab/ids.ts";
import { within } from "../host/deadline.ts";
import { KernelError, SpecError } from "../host/errors.ts";
import { blameKernel, type Guest } from "./guest.ts";

/** One line of JSON: what was asked worked (`ok`), or the kernel refused it (`errno`), or it did not come (`timeout`). */
export interface Answer {
  readonly ok: boolean;
  readonly call?: string;
  readonly errno?: string;
  readonly timeout?: string;
  readonly usage?: string;
  readonly [member: string]: unknown;
}

/** How often each eventfd was signalled since it was last asked. */
export type Counts = Readonly<Record<string, number>>;

/** Milliseconds in which an interrupt arrives, on a host that is busy with other machines. */
const arrival = 5_000;

interface Waiter {
  readonly resolve: (line: string) => void;
  readonly reject: (error: Error) => void;
}

export class UioSession implements AsyncDisposable {
  readonly #channel: ClientChannel;
  readonly #timeout: number;
  /** Answers come in the order of the commands: many may be under way at once. */
  readonly #waiting: Waiter[] = [];
  readonly #stderr: string[] = [];
  #gone = false;
  /** Resolves when the program is gone. */
  readonly ended: Promise<void>;

  private constructor({ channel, ended }: OpenChannel, timeout: number) {
    this.#channel = channel;
    this.#timeout = timeout;
    createInterface({ input: channel }).on("line", (line) => this.#waiting.shift()?.resolve(line));
    channel.stderr.setEncoding("utf8").on("data", (chunk: string) => this.#stderr.push(chunk));
    this.ended = ended
      .catch(() => undefined)
      .then(() => {
        this.#gone = true;
        for (const { reject } of this.#waiting.splice(0)) reject(this.#endedEarly());
      });
  }

  /** Starts the program on the device of a PCI function; it does not open it yet. */
  static async start(guest: Guest, device: PciAddress | string, timeout = 40_000): Promise<UioSession> {
    return new UioSession(await guest.open(`labtool uio ${device}`), timeout);
  }

  /** Starts the program that looks at memory after a child of it, which armed the device, was killed. */
  static async orphan(guest: Guest, device: PciAddress, timeout = 40_000): Promise<UioSession> {
    return new UioSession(await guest.open(`labtool orphan ${device}`), timeout);
  }

  /** Starts another of labtool's sessions: `labtool COMMAND`. */
  static async program(guest: Guest, command: string, timeout = 40_000): Promise<UioSession> {
    return new UioSession(await guest.open(`labtool ${command}`), timeout);
  }

  /** Starts the program and opens and maps the device. */
  static async open(guest: Guest, device: PciAddress | string): Promise<UioSession> {
    const session = await UioSession.start(guest, device);
    await session.ok("open");
    await session.ok("map BAR0");
    return session;
  }

  /** Has the program do something; whatever comes of it. @throws {KernelError} if it does not answer. */
  async ask(command: string): Promise<Answer> {
    const said = new Promise<string>((resolve, reject) => {
      if (this.#gone) return reject(this.#endedEarly());
      this.#waiting.push({ resolve, reject });
      this.#channel.write(`${command}\n`);
    });
    const line = await within(`labtool uio: ${command}`, this.#timeout, said).catch(blameKernel);
    const answer = JSON.parse(line) as Answer;
    if (answer.usage !== undefined) throw new SpecError(`labtool uio: ${command}: ${answer.usage}`);
    return answer;
  }

  /** Has the program do something that must work. @throws {KernelError} if it does not. */
  async ok(command: string): Promise<Answer> {
    const answer = await this.ask(command);
    if (answer.ok) return answer;
    const why = answer.errno ?? (answer.timeout === undefined ? "no reason given" : `${answer.timeout}: nothing came`);
    throw new KernelError(`${command}: ${answer.call ?? "it"} failed: ${why}`, { output: JSON.stringify(answer) });
  }

  /** Has the program do something that must be refused: the errno. @throws {KernelError} if it works. */
  async refused(command: string): Promise<string> {
    const answer = await this.ask(command);
    if (answer.ok || answer.errno === undefined)
      throw new KernelError(`${command}: was not refused`, { output: JSON.stringify(answer) });
    return answer.errno;
  }

  /** Asks again until the answer is as wanted; the last answer. @throws {KernelError} if it never is. */
  async until(command: string, wanted: (answer: Answer) => boolean): Promise<Answer> {
    const deadline = performance.now() + this.#timeout;
    for (;;) {
      const answer = await this.ok(command);
      if (wanted(answer)) return answer;
      if (performance.now() > deadline)
        throw new KernelError(`${command}: never as wanted`, { output: JSON.stringify(answer) });
    }
  }

  /** How often each eventfd was signalled since the last time, once nothing more comes. */
  async counts(): Promise<Counts> {
    return countsIn(await this.ok("counts"));
  }

  /**
   * Has the device raise vectors, one after the other, each waited for on the eventfd that it should wake (`vN`, unless
   * told): for each the eventfds that were signalled, and how often.
   */
  async fire(vectors: readonly number[], wakes = (vector: number): string => `v${vector}`): Promise<readonly Counts[]> {
    return Promise.all(
      vectors.map(async (vector) => {
        const name = wakes(vector);
        // All three are under way before the first is answered. That it does not come is for the caller to judge.
        const [, came, rest] = await Promise.all([
          this.ok(`fire ${vector}`),
          this.ask(`wait ${name} ${arrival}`),
          this.ok("counts"),
        ]);
        const counts = countsIn(rest);
        return signalled({ ...counts, [name]: (counts[name] ?? 0) + Number(came["count"] ?? 0) });
      }),
    );
  }

  /** Several commands that must all work, in one go: one way there and back instead of many. */
  async all(commands: readonly string[]): Promise<readonly Answer[]> {
    return Promise.all(commands.map((command) => this.ok(command)));
  }

  /** Makes one eventfd a vector, `v0` to `v<count - 1>`, and hands each to its vector. */
  async armVectors(count: number): Promise<void> {
    const vectors = Array.from({ length: count }, (_, vector) => [`eventfd v${vector}`, `set ${vector} v${vector}`]);
    await this.all(["arm", ...vectors.flat()]);
  }

  #endedEarly(): KernelError {
    return new KernelError("labtool uio: the program ended", { output: this.#stderr.join("") });
  }

  /** Ends the program as a well-behaved one ends: end of input. @throws {KernelError} if it cannot end */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#channel.end();
    await within("labtool uio: its end", this.#timeout, this.ended).catch(blameKernel);
  }
}

function countsIn({ settled, counts }: Answer): Counts {
  if (settled !== true) throw new KernelError("interrupts do not stop", { output: JSON.stringify(counts) });
  return counts as Counts;
}

function signalled(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

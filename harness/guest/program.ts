// SPDX-License-Identifier: GPL-2.0-only
// A program in the guest that does what it is told: one command a line, one line of JSON as the answer to each.
import { createInterface } from "node:readline";
import type { ClientChannel } from "ssh2";
import { within } from "../host/deadline.ts";
import { KernelError, SpecError } from "../host/errors.ts";
import { Answer, readAnswer } from "./answer.ts";
import type { Command } from "./command.ts";
import { blameKernel, type Guest } from "./guest.ts";
import type { ShellCommand } from "./shell.ts";
import type { OpenChannel } from "./ssh.ts";

/** What a command came to that worked. */
export type Done<A> = A & { readonly ok: true; readonly errno?: undefined };

type AllDone<T extends readonly Command[]> = {
  -readonly [K in keyof T]: T[K] extends Command<infer A> ? Done<A> : never;
};

/** What one came to that did not: the system call and its errno, or what did not come in time. */
export type Failed<A> = Partial<A> & {
  readonly ok: false;
  readonly call: string | undefined;
  readonly errno: string | undefined;
  readonly timeout: string | undefined;
};

interface Waiter {
  readonly resolve: (line: string) => void;
  readonly reject: (error: Error) => void;
}

export class GuestProgram implements AsyncDisposable {
  readonly #channel: ClientChannel;
  /** What errors call it. */
  readonly #name: string;
  readonly #timeout: number;
  /** Answers come in the order of the commands: many may be under way at once. */
  readonly #waiting: Waiter[] = [];
  readonly #stderr: string[] = [];
  #gone = false;
  /** Resolves when the program is gone. */
  readonly ended: Promise<void>;

  protected constructor({ channel, ended }: OpenChannel, name: string, timeout: number) {
    this.#channel = channel;
    [this.#name, this.#timeout] = [name, timeout];
    createInterface({ input: channel }).on("line", (line) => this.#waiting.shift()?.resolve(line));
    channel.stderr.setEncoding("utf8").on("data", (chunk: string) => this.#stderr.push(chunk));
    this.ended = ended
      .catch(() => undefined)
      .then(() => {
        this.#gone = true;
        for (const { reject } of this.#waiting.splice(0)) reject(this.#endedEarly());
      });
  }

  /** Starts a program: `labtool uio 0000:01:00.0`. */
  static async launch(guest: Guest, command: ShellCommand, timeout = 40_000): Promise<GuestProgram> {
    return new GuestProgram(await guest.open(command), command.text, timeout);
  }

  /** Has the program do something; whatever comes of it. @throws {KernelError} if it does not answer. */
  async ask<A>(command: Command<A>): Promise<Done<A> | Failed<A>> {
    const said = new Promise<string>((resolve, reject) => {
      if (this.#gone) return reject(this.#endedEarly());
      this.#waiting.push({ resolve, reject });
      this.#channel.write(`${command}\n`);
    });
    const asked = `${this.#name}: ${command}`;
    const line = await within(asked, this.#timeout, said).catch(blameKernel);
    const { ok, call, errno, timeout, usage } = readAnswer(Answer, line, asked);
    if (usage !== undefined) throw new SpecError(`${asked}: ${usage}`);
    if (ok) return { ...readAnswer(command.shape.done, line, asked), ok };
    return { ...readAnswer(command.shape.failed, line, asked), ok, call, errno, timeout };
  }

  /** Has the program do something that must work. @throws {KernelError} if it does not. */
  async ok<A>(command: Command<A>): Promise<Done<A>> {
    const answer = await this.ask(command);
    if (answer.ok) return answer;
    const why = answer.errno ?? (answer.timeout === undefined ? "no reason given" : `${answer.timeout}: nothing came`);
    throw new KernelError(`${command}: ${answer.call ?? "it"} failed: ${why}`, { output: JSON.stringify(answer) });
  }

  /** Has the program do something that must be refused: the errno. @throws {KernelError} if it works. */
  async refused(command: Command): Promise<string> {
    const answer = await this.ask(command);
    if (answer.ok || answer.errno === undefined)
      throw new KernelError(`${command}: unexpectedly succeeded`, { output: JSON.stringify(answer) });
    return answer.errno;
  }

  /** Asks again until the answer is as wanted; the last answer. @throws {KernelError} if it never is. */
  async until<A>(command: Command<A>, wanted: (answer: Done<A>) => boolean): Promise<Done<A>> {
    const deadline = performance.now() + this.#timeout;
    for (;;) {
      const answer = await this.ok(command);
      if (wanted(answer)) return answer;
      if (performance.now() > deadline)
        throw new KernelError(`${command}: never reached the expected state`, { output: JSON.stringify(answer) });
    }
  }

  /** Several commands that must all work, in one go: one way there and back instead of many. */
  async all<const T extends readonly Command[]>(commands: T): Promise<AllDone<T>> {
    return (await Promise.all(commands.map((command) => this.ok(command)))) as AllDone<T>;
  }

  #endedEarly(): KernelError {
    return new KernelError(`${this.#name}: the program ended`, { output: this.#stderr.join("") });
  }

  /** Ends the program as a well-behaved one ends: end of input. @throws {KernelError} if it cannot end */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#channel.end();
    await within(`${this.#name}: its end`, this.#timeout, this.ended).catch(blameKernel);
  }
}

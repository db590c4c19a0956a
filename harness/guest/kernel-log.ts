// SPDX-License-Identifier: GPL-2.0-only
// Lines of the lab's own in the guest's kernel log: they say where on the console a spec begins and ends.
import type { ClientChannel } from "ssh2";
import type { Console } from "../machine/console.ts";
import type { Guest } from "./guest.ts";
import { sh } from "./shell.ts";

/** A shell in the guest that stays: a line costs no new process there, and no new channel. */
const writer = sh`while read -r line; do echo "$line" > /dev/kmsg; done`;

export class KernelLog {
  readonly #channel: ClientChannel;
  readonly #console: Console;
  #count = 0;

  private constructor(channel: ClientChannel, console: Console) {
    this.#channel = channel;
    this.#console = console;
  }

  /** Opens the way to the log. @throws {LabError} if the connection is lost. */
  static async open(guest: Guest, console: Console): Promise<KernelLog> {
    const { channel, ended } = await guest.open(writer);
    ended.catch(() => undefined);
    return new KernelLog(channel, console);
  }

  /**
   * Writes a line and waits until the console shows it: all that was logged before it is then there to be read.
   * @returns the mark behind it. @throws {DeadlineError} if it does not come; {LabError} if the machine ends.
   */
  async mark(text: string, timeout: number): Promise<number> {
    const number = ++this.#count;
    const from = this.#console.mark();
    this.#channel.write(`msixlab: ${text.replaceAll("\n", " ")} #${number}\n`);
    await this.#console.waitFor("the console to catch up", new RegExp(`#${number}\\s*$`), timeout, from);
    return this.#console.mark();
  }
}

// SPDX-License-Identifier: GPL-2.0-only
// The guest as specs see it: commands, files, waits. What was run and what came of it goes to the event stream.
import type * as z from "zod/mini";
import { DeadlineError, within } from "../host/deadline.ts";
import { KernelError } from "../host/errors.ts";
import type { Emit } from "../record/model.ts";
import { readAnswer } from "./answer.ts";
import { sh, type ShellCommand, type ShellValue } from "./shell.ts";
import { connectOnce, type GuestResult, type OpenChannel, type SshAddress, type SshConnection } from "./ssh.ts";

export interface GuestOptions {
  readonly address: SshAddress;
  readonly emit: Emit;
  readonly cell: string;
  /** Milliseconds a command may take unless it says otherwise. */
  readonly timeout: number;
}

/** How a command is run. */
export interface CommandOptions {
  /** Milliseconds it may take. */
  readonly timeout?: number;
  readonly input?: string;
}

/** Pauses between two looks at a thing that cannot announce itself: milliseconds. */
const pollInterval = 50;

export class Guest implements AsyncDisposable {
  readonly #ssh: SshConnection;
  readonly #options: GuestOptions;

  private constructor(ssh: SshConnection, options: GuestOptions) {
    this.#ssh = ssh;
    this.#options = options;
  }

  /** Milliseconds a command may take unless it says otherwise. */
  get timeout(): number {
    return this.#options.timeout;
  }

  /** Logs in. @throws {LabError} when the guest does not answer within `timeout` milliseconds. */
  static async connect(options: GuestOptions, timeout: number): Promise<Guest> {
    return new Guest(await connectOnce(options.address, timeout), options);
  }

  /**
   * Runs a command that must succeed; its output, without the last newline: await guest.$`ip link set ${name} up`. What
   * is interpolated is quoted, as in zx. @throws {KernelError} if it fails.
   */
  $(pieces: TemplateStringsArray, ...values: readonly ShellValue[]): Promise<string> {
    return this.run(sh(pieces, ...values));
  }

  /** Runs a command, whatever it exits with. */
  async execute(
    command: ShellCommand,
    options: CommandOptions & { readonly binary?: boolean } = {},
  ): Promise<GuestResult> {
    const { text } = command;
    const result = await this.#ssh.exec(text, { timeout: this.#options.timeout, ...options }).catch(blameKernel);
    const { code, seconds } = result;
    this.#options.emit({ type: "command", source: "ssh", cell: this.#options.cell, command: text, code, seconds });
    return result;
  }

  /** Runs a command that must succeed; its output, without the last newline. @throws {KernelError} if it fails. */
  async run(command: ShellCommand, options: CommandOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.execute(command, options);
    if (code !== 0)
      throw new KernelError(`in the guest: ${command}: exit code ${code}`, { output: (stderr + stdout).trimEnd() });
    return stdout.replace(/\n$/, "");
  }

  /** Runs a command that must fail; what it said. @throws {KernelError} if it succeeds. */
  async fails(command: ShellCommand): Promise<GuestResult> {
    const result = await this.execute(command);
    if (result.code === 0) throw new KernelError(`in the guest: ${command}: unexpectedly succeeded`);
    return result;
  }

  /** Runs a command whose output is an answer of such a shape. @throws {KernelError} if it fails; {LabError} if it has another. */
  async json<T extends z.ZodMiniType>(
    shape: T,
    command: ShellCommand,
    options: CommandOptions = {},
  ): Promise<z.infer<T>> {
    return readAnswer(shape, await this.run(command, options), command.text);
  }

  /** Reads a file, without its last newline. */
  async read(file: string): Promise<string> {
    return this.$`cat ${file}`;
  }

  /** Waits until a shell command succeeds. @throws {KernelError} when it does not in time: what it said last. */
  async until(name: string, command: ShellCommand, timeout: number): Promise<string> {
    const again = sh`i=$((i+${pollInterval})); [ $i -gt ${timeout} ] && { echo "$out"; exit 1; }; usleep ${pollInterval * 1000}`;
    const script = sh`i=0; while ! out=$(${command} 2>&1); do ${again}; done; echo "$out"`;
    const { code, stdout } = await this.execute(script, { timeout: timeout * 4 + 10_000 });
    if (code !== 0)
      throw new KernelError(`${name}: not within ${timeout / 1000} s`, { why: "timeout", output: stdout });
    return stdout.trimEnd();
  }

  /** A command whose input and output stay open. @throws {KernelError} if it does not begin in time */
  async open(command: ShellCommand, pty = false): Promise<OpenChannel> {
    const opened = this.#ssh.open(command.text, pty);
    return within(`in the guest: ${command}`, this.#options.timeout, opened).catch(blameKernel);
  }

  /**
   * What the guest answers to a command, if need be on a new connection: one that is lost is no guest that is dead.
   * Undefined if it does not. Never throws.
   */
  async answer(command: ShellCommand, timeout: number): Promise<string | undefined> {
    try {
      await using fresh = this.#ssh.isOpen() ? undefined : await connectOnce(this.#options.address, timeout);
      const { code, stdout } = await (fresh ?? this.#ssh).exec(command.text, { timeout });
      return code === 0 ? stdout : undefined;
    } catch {
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#ssh[Symbol.asyncDispose]();
  }
}

/** A command that does not come back is the kernel's doing; that the guest cannot be reached at all may not be. */
export function blameKernel(error: unknown): never {
  if (error instanceof DeadlineError)
    throw new KernelError(error.message, {
      why: error.why,
      cause: error,
      ...(error.output ? { output: error.output } : {}),
    });
  throw error;
}

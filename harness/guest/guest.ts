// SPDX-License-Identifier: GPL-2.0-only
// The guest as specs see it: commands, files, waits. What was run and what came of it goes to the event stream.
import { DeadlineError, within } from "../host/deadline.ts";
import { KernelError } from "../host/errors.ts";
import type { Emit } from "../record/model.ts";
import { connectOnce, type GuestResult, type OpenChannel, type SshAddress, type SshConnection } from "./ssh.ts";

export interface GuestOptions {
  readonly address: SshAddress;
  readonly emit: Emit;
  readonly cell: string;
  /** Milliseconds a command may take unless it says otherwise. */
  readonly timeout: number;
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

  /** Runs a shell command, whatever it exits with. */
  async execute(
    command: string,
    options: { timeout?: number; input?: string; binary?: boolean } = {},
  ): Promise<GuestResult> {
    const result = await this.#ssh.exec(command, { timeout: this.#options.timeout, ...options }).catch(blameKernel);
    const { code, seconds } = result;
    this.#options.emit({ type: "command", source: "ssh", cell: this.#options.cell, command, code, seconds });
    return result;
  }

  /** Runs a shell command that must succeed; its output, without the last newline. @throws {KernelError} if it fails. */
  async run(command: string, options: { timeout?: number; input?: string } = {}): Promise<string> {
    const { code, stdout, stderr } = await this.execute(command, options);
    if (code !== 0)
      throw new KernelError(`in the guest: ${command}: exit code ${code}`, { output: (stderr + stdout).trimEnd() });
    return stdout.replace(/\n$/, "");
  }

  /** Runs a shell command that must fail; what it said. @throws {KernelError} if it succeeds. */
  async fails(command: string): Promise<GuestResult> {
    const result = await this.execute(command);
    if (result.code === 0) throw new KernelError(`in the guest: ${command}: unexpectedly succeeded`);
    return result;
  }

  /** Reads a file, without its last newline. */
  async read(file: string): Promise<string> {
    return this.run(`cat ${file}`);
  }

  /** Waits until a shell command succeeds. @throws {KernelError} when it does not in time: what it said last. */
  async until(name: string, command: string, timeout: number): Promise<string> {
    const script = `i=0; while ! out=$(${command} 2>&1); do i=$((i+${pollInterval})); [ $i -gt ${timeout} ] && { echo "$out"; exit 1; }; usleep ${pollInterval * 1000}; done; echo "$out"`;
    const { code, stdout } = await this.execute(script, { timeout: timeout * 4 + 10_000 });
    if (code !== 0)
      throw new KernelError(`${name}: not within ${timeout / 1000} s`, { why: "timeout", output: stdout });
    return stdout.trimEnd();
  }

  /** A command whose input and output stay open. @throws {KernelError} if it does not begin in time */
  async open(command: string, pty = false): Promise<OpenChannel> {
    const opened = this.#ssh.open(command, pty);
    return within(`in the guest: ${command}`, this.#options.timeout, opened).catch(blameKernel);
  }

  /**
   * What the guest answers to a command, if need be on a new connection: one that is lost is no guest that is dead.
   * Undefined if it does not. Never throws.
   */
  async answer(command: string, timeout: number): Promise<string | undefined> {
    try {
      await using fresh = this.#ssh.isOpen() ? undefined : await connectOnce(this.#options.address, timeout);
      const { code, stdout } = await (fresh ?? this.#ssh).exec(command, { timeout });
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

// SPDX-License-Identifier: GPL-2.0-only
// A client for QEMU's machine protocol (QEMU docs/interop/qmp-spec.rst): greeting, capabilities, ids, events.
import { createInterface } from "node:readline";
import type { Duplex } from "node:stream";
import { within } from "../host/deadline.ts";
import { LabError } from "../host/errors.ts";

export interface QmpEvent {
  readonly event: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Message {
  readonly QMP?: unknown;
  readonly id?: number;
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
  readonly event?: string;
  readonly data?: Record<string, unknown>;
}

export class Qmp {
  readonly #socket: Duplex;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(event: QmpEvent) => void>();
  #nextId = 1;
  #closed = false;
  #leave: () => void = () => undefined;
  /** Rejects when QEMU is gone: nobody waits for what cannot come any more. */
  readonly #gone = new Promise<never>((_, reject) => {
    this.#leave = () => reject(new LabError("QMP: QEMU exited"));
  });
  readonly #ready: Promise<void>;

  constructor(socket: Duplex) {
    this.#socket = socket;
    let greet: () => void = () => undefined;
    const greeted = new Promise<void>((resolve) => (greet = resolve));
    this.#gone.catch(() => undefined);
    const lines = createInterface({ input: socket });
    lines.on("line", (line) => this.#take(line, greet));
    lines.on("close", () => this.#end());
    // A QEMU that dies resets its end; readline passes its input's errors on as its own.
    lines.on("error", () => this.#end());
    socket.on("error", () => this.#end());
    this.#ready = Promise.race([greeted, this.#gone]).then(async () => {
      await this.#send("qmp_capabilities");
    });
    this.#ready.catch(() => undefined);
  }

  /** Runs a command and gives what it returns. @throws {LabError} if QEMU refuses it or is gone. */
  async execute(command: string, args?: Readonly<Record<string, unknown>>, timeout = 30_000): Promise<unknown> {
    const answer = this.#ready.then(() => this.#send(command, args));
    answer.catch(() => undefined);
    return within(`QMP ${command}`, timeout, answer);
  }

  /** Runs a command of QEMU's human monitor. */
  async human(line: string): Promise<string> {
    return String(await this.execute("human-monitor-command", { "command-line": line }));
  }

  /** Hears all events from now on; the returned function ends that. */
  listen(listener: (event: QmpEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Waits for an event that `matches`. */
  async waitFor(name: string, matches: (event: QmpEvent) => boolean, timeout: number): Promise<QmpEvent> {
    let stop: () => void = () => undefined;
    const seen = new Promise<QmpEvent>((resolve) => {
      stop = this.listen((event) => matches(event) && resolve(event));
    });
    try {
      return await within(`QMP event ${name}`, timeout, Promise.race([seen, this.#gone]));
    } finally {
      stop();
    }
  }

  #take(line: string, greet: () => void): void {
    let message: Message;
    try {
      message = JSON.parse(line) as Message;
    } catch {
      return;
    }
    if (message.QMP !== undefined) greet();
    if (message.event !== undefined)
      for (const listener of this.#listeners)
        listener({ event: message.event, ...(message.data ? { data: message.data } : {}) });
    const pending = message.id === undefined ? undefined : this.#pending.get(message.id);
    if (pending === undefined || message.id === undefined) return;
    this.#pending.delete(message.id);
    if (message.error) pending.reject(new LabError(`QMP: ${message.error.class}: ${message.error.desc}`));
    else pending.resolve(message.return);
  }

  #send(execute: string, args?: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (this.#closed) return Promise.reject(new LabError(`QMP ${execute}: QEMU is gone`));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#socket.write(`${JSON.stringify({ execute, id, ...(args ? { arguments: args } : {}) })}\n`);
    });
  }

  #end(): void {
    this.#closed = true;
    this.#leave();
    for (const { reject } of this.#pending.values()) reject(new LabError("QMP: QEMU exited"));
    this.#pending.clear();
  }
}

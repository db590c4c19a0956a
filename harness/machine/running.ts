// SPDX-License-Identifier: GPL-2.0-only
import type { Readable } from "node:stream";
import type { Duplex } from "node:stream";
import type { MachineSpec, Start } from "../../lab/machine.ts";
import { argv } from "../../lab/argv/index.ts";
import { qmpFd } from "../../lab/argv/channels.ts";
import { within } from "../host/deadline.ts";
import { LabError } from "../host/errors.ts";
import { shellQuote, start } from "../host/exec.ts";
import { Console } from "./console.ts";
import { Qmp } from "./qmp.ts";

/** What is left of a machine: how QEMU ended and all that it said. */
export interface StoppedMachine {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** QEMU's own messages. */
  readonly stderr: string;
}

/** A live QEMU. Disposing of it ends it; if the lab dies first, the kernel ends it (`start`). */
export interface RunningMachine extends AsyncDisposable {
  readonly spec: MachineSpec;
  readonly console: Console;
  readonly qmp: Qmp;
  readonly pid: number;
  /** The command line, quoted for a shell. */
  readonly commandLine: string;
  /** Resolves when QEMU has ended, for whatever reason. */
  readonly stopped: Promise<StoppedMachine>;
  /** True once QEMU has ended. */
  isStopped(): boolean;
  /** The TCP port of 127.0.0.1 behind which the guest's SSH server is. */
  sshPort(): Promise<number>;
  stop(): Promise<StoppedMachine>;
}

export interface StartOptions {
  readonly qemu: string;
  /** A program that starts QEMU and stays with it, and its arguments; none unless told. */
  readonly launcher?: readonly string[];
  readonly start: Start;
  /** The machine ends with it, whatever it is doing; and with the lab. */
  readonly signal?: AbortSignal;
  /** The file in which QEMU keeps the console. */
  readonly log: string;
}

/** Starts QEMU. Returns at once; what the machine then does is on its console. @throws {LabError} if it cannot start. */
export async function startMachine(spec: MachineSpec, options: StartOptions): Promise<RunningMachine> {
  const args = argv(spec, options.start, options.log);
  const [command = options.qemu, ...words] = [...(options.launcher ?? []), options.qemu, ...args];
  const { signal } = options;
  const child = start(command, words, { stdio: ["ignore", "pipe", "pipe", "pipe"], buffer: false, signal });
  const stderr: string[] = [];
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => stderr.push(chunk));
  let ended = false;
  const stopped = child.then((result): StoppedMachine => {
    ended = true;
    return { exitCode: result.exitCode, signal: result.signal, stderr: stderr.join("") };
  });
  const guestConsole = new Console(child.stdout as Readable);
  const qmp = new Qmp(child.stdio[qmpFd] as unknown as Duplex);
  const machine: RunningMachine = {
    spec,
    console: guestConsole,
    qmp,
    pid: child.pid ?? -1,
    commandLine: shellQuote([command, ...words]),
    stopped,
    isStopped: () => ended,
    sshPort: async () => parseSshPort(await qmp.human("info usernet")),
    stop: async () => {
      child.kill("SIGKILL");
      return stopped;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await stopped;
    },
  };
  await greeted(machine);
  return machine;
}

/** QEMU answers on QMP, or says on stderr why it cannot be this machine. */
async function greeted(machine: RunningMachine): Promise<void> {
  const gone = machine.stopped.then((end) => {
    throw new LabError(`QEMU exited immediately (${end.signal ?? `exit code ${end.exitCode}`})`, {
      output: end.stderr.trim() || machine.commandLine,
    });
  });
  gone.catch(() => undefined);
  const answered = machine.qmp.execute("query-status");
  answered.catch(() => undefined);
  await within("QEMU to answer", 30_000, Promise.race([answered.catch(() => gone), gone]));
}

/** Reads `info usernet`: `TCP[HOST_FORWARD]  13   127.0.0.1 35711   10.0.2.15    22 …`. */
export function parseSshPort(text: string): number {
  const port = /TCP\[HOST_FORWARD\]\s+\d+\s+127\.0\.0\.1\s+(\d+)\s+\S+\s+22\b/.exec(text)?.[1];
  if (port === undefined) throw new LabError("QEMU does not report the SSH port", { output: text });
  return Number(port);
}

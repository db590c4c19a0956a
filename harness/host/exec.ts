// SPDX-License-Identifier: GPL-2.0-only
// The only caller of execa. Every child dies with the lab: setpriv(1) asks the kernel to signal it when its parent
// goes, which holds even for SIGKILL of the lab.
import { execa, type Options, type ResultPromise } from "execa";
import { LabError } from "./errors.ts";

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds until the child is ended: TERM, then KILL. */
  readonly timeout?: number;
  readonly input?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Exit codes that are no failure; 0 alone unless told. */
  readonly okCodes?: readonly number[];
  /** Called with each line of stdout and stderr as it comes. */
  readonly onLine?: (line: string) => void;
  /** The signal that the child gets when the lab goes. make(1) passes TERM on to its children and KILL not. */
  readonly deathSignal?: "KILL" | "TERM";
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout and stderr as they came. */
  readonly all: string;
  readonly seconds: number;
}

/** argv that runs `command` such that it is signalled when its parent dies, however it dies. */
export function dieWithParent(command: string, args: readonly string[], signal: "KILL" | "TERM" = "KILL"): string[] {
  return ["setpriv", "--pdeathsig", signal, "--", command, ...args];
}

/** Quotes argv for a POSIX shell: what the lab prints can be pasted. */
export function shellQuote(argv: readonly string[]): string {
  return argv.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`)).join(" ");
}

/** Starts a child that dies with the lab and returns execa's own handle: for QEMU and for what is interactive. */
export function start(command: string, args: readonly string[], options: Options = {}): ResultPromise {
  const [file = "", ...rest] = dieWithParent(command, args);
  return execa(file, rest, { reject: false, cleanup: true, ...options }) as ResultPromise;
}

/**
 * Runs a command to its end.
 * @throws {LabError} if it cannot be started, is ended by a signal or timeout, or exits with a code not in `okCodes`.
 */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const started = performance.now();
  const [file = "", ...rest] = dieWithParent(command, args, options.deathSignal);
  const child = execa(file, rest, {
    all: true,
    reject: false,
    stripFinalNewline: false,
    stdin: options.input === undefined ? "ignore" : "pipe",
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    ...(options.input === undefined ? {} : { input: options.input }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
  });
  if (options.onLine !== undefined) for await (const line of child.iterable({ from: "all" })) options.onLine(line);
  const result = await child;
  const seconds = (performance.now() - started) / 1000;
  const all = typeof result.all === "string" ? result.all : "";
  const code = result.exitCode ?? -1;
  if (result.exitCode === undefined || !(options.okCodes ?? [0]).includes(code)) {
    const how = result.timedOut
      ? `timed out after ${(options.timeout ?? 0) / 1000} s`
      : result.signal !== undefined
        ? `was ended by ${result.signal}`
        : `exited with ${code}`;
    throw new LabError(`${shellQuote([command, ...args]).slice(0, 300)} ${how}`, {
      output: all.trimEnd().split("\n").slice(-15).join("\n"),
      cause: result,
    });
  }
  return { code, stdout: result.stdout, stderr: result.stderr, all, seconds };
}

// SPDX-License-Identifier: GPL-2.0-only
// The only caller of execa. A child ends with the lab, and with it all that it started:
// - `run` has timeout(1) between the lab and the command: it puts the command into a process group of its own, hands a
//   signal on to that whole group, and kills what is left a second later. make alone tells the shells that it started,
//   and not the makes that those started.
// - When somebody asks the lab to end (host/ending.ts), each child gets that signal.
// - setpriv(1) asks the kernel to signal the child when its parent goes, which holds even for SIGKILL of the lab.
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { execa, type Options, type ResultPromise } from "execa";
import { LabError } from "./errors.ts";
import { ending } from "./ending.ts";

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds until the child is ended: TERM, then KILL. */
  readonly timeout?: number;
  readonly input?: string | Uint8Array;
  /** A file descriptor that is the child's standard input. */
  readonly stdin?: number;
  readonly signal?: AbortSignal | undefined;
  /** Exit codes that are no failure; 0 alone unless told. */
  readonly okCodes?: readonly number[];
  /** Called with each line of stdout and stderr as it comes. */
  readonly onLine?: (line: string) => void;
  /** Must not be cut off in the middle, as a package manager: it is asked to stop by INT, waited for, and never killed. */
  readonly gentle?: boolean;
}

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout and stderr as they came. */
  readonly all: string;
  readonly seconds: number;
}

/** `okCodes` for whoever judges the code. */
export const anyCode: readonly number[] = Array.from({ length: 256 }, (_, code) => code);

/** Milliseconds after which a child that was told to end, and all of its group, are left: it cannot even be killed. */
const pipeGrace = 1700;

/** argv that runs `command` such that it is signalled when its parent dies, however it dies. */
function dieWithParent(command: string, args: readonly string[], signal: "KILL" | "TERM" | "INT"): string[] {
  return ["setpriv", "--pdeathsig", signal, "--", command, ...args];
}

/** argv that runs `command` in a process group of its own, which ends as a whole. */
function inGroup(command: string, args: readonly string[]): string[] {
  return dieWithParent("timeout", ["--kill-after=1", "0", ...dieWithParent(command, args, "KILL")], "TERM");
}

/** Quotes argv for a POSIX shell: what the lab prints can be pasted. */
export function shellQuote(argv: readonly string[]): string {
  return argv.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`)).join(" ");
}

/** Aborts with the lab, or with `signal`. */
export function abortSignal(signal: AbortSignal | undefined): AbortSignal {
  return signal === undefined ? ending : AbortSignal.any([signal, ending]);
}

/**
 * Starts one process that dies with the lab, or with `signal`, and returns execa's own handle: for QEMU and what has no
 * children. It is killed, not asked.
 */
export function start(
  command: string,
  args: readonly string[],
  { signal, ...options }: Options & { readonly signal?: AbortSignal | undefined } = {},
): ResultPromise {
  const [file = "", ...rest] = dieWithParent(command, args, "KILL");
  const end = { cancelSignal: abortSignal(signal), killSignal: "SIGKILL" } as const;
  return execa(file, rest, { reject: false, cleanup: true, ...end, ...options }) as ResultPromise;
}

/** Starts what `run` runs. */
function startGroup(command: string, args: readonly string[], options: RunOptions, end: AbortSignal) {
  const [file = "", ...rest] = options.gentle === true ? dieWithParent(command, args, "INT") : inGroup(command, args);
  return execa(file, rest, {
    all: true,
    reject: false,
    stripFinalNewline: false,
    // timeout(1) does that for the whole group.
    forceKillAfterDelay: false,
    cancelSignal: end,
    ...(options.gentle === true ? { killSignal: "SIGINT" } : {}),
    // Any number is a descriptor to execa; its types know those from 0 to 9.
    stdin: (options.stdin as 3 | undefined) ?? (options.input === undefined ? "ignore" : "pipe"),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    ...(options.input === undefined ? {} : { input: options.input }),
  });
}

/** Waits for a child; no longer than `pipeGrace` once `end` has come, whoever still holds its pipes. */
async function endedOr<T>(child: Promise<T>, end: AbortSignal): Promise<T> {
  const settled = new AbortController();
  const late = async (): Promise<never> => {
    if (!end.aborted) await once(end, "abort", { signal: settled.signal });
    await delay(pipeGrace, undefined, { signal: settled.signal });
    throw end.reason;
  };
  try {
    return await Promise.race([child, late()]);
  } finally {
    settled.abort();
  }
}

/**
 * Runs a command to its end.
 * @throws the reason of `signal`, or of the lab's end, if that came first; {LabError} if it cannot be started, is ended
 * by a signal or timeout, or exits with a code not in `okCodes`.
 */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const end = abortSignal(options.signal);
  end.throwIfAborted();
  const started = performance.now();
  const child = startGroup(command, args, options, end);
  const finished = async () => {
    if (options.onLine !== undefined) for await (const line of child.iterable({ from: "all" })) options.onLine(line);
    return child;
  };
  const result = await (options.gentle === true ? finished() : endedOr(finished(), end));
  end.throwIfAborted();
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
      ...(result.timedOut ? { why: "timeout" } : {}),
      output: all.trimEnd().split("\n").slice(-15).join("\n"),
      cause: result,
    });
  }
  return { code, stdout: result.stdout, stderr: result.stderr, all, seconds };
}

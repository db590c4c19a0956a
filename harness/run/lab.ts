// SPDX-License-Identifier: GPL-2.0-only
// One run from its folder to its reports, whatever happens in between.
import { rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import os from "node:os";
import { isBlamed } from "../host/errors.ts";
import { setLastWords } from "../host/ending.ts";
import { run } from "../host/exec.ts";
import { followJournal } from "../record/journal.ts";
import { Journal } from "../record/journal-writer.ts";
import type { RunRecord } from "../record/model.ts";
import { createTerminal } from "../report/terminal.ts";
import { writeRecord } from "../report/write.ts";
import { concludeJournal } from "../verdict/conclude.ts";
import { reduce } from "../verdict/reduce.ts";
import { failureRecord } from "./failure.ts";
import { makeRunFolder } from "./folder.ts";
import type { RunOptions } from "./options.ts";
import { portHint } from "./port.ts";
import { work } from "./work.ts";

/** What a run's record, and what ended it early, come to. */
export type ExitCode = (record: RunRecord, failure: unknown) => number;

/** Runs the lab and writes the reports. @returns the exit code. */
export async function runLab(
  options: RunOptions,
  signal: AbortSignal,
  exitCode: ExitCode = runExitCode,
): Promise<number> {
  const folder = await makeRunFolder(options.out);
  using journal = new Journal(folder.journal);
  const terminal = createTerminal(process.stdout, {});
  const tail = followJournal(folder.journal, (event) => terminal.handle(event));
  const emit = journal.write;
  const { command } = options;
  const startedAt = new Date().toISOString();
  emit({
    type: "run-start",
    source: "lab",
    run: { id: folder.id, command, startedAt, host: await describeHost(options.qemu) },
  });
  let failure: unknown;
  const fail = (error: unknown, hint?: string): void => {
    failure = error;
    emit({ type: "failure", source: "lab", failure: failureRecord(error, hint) });
  };
  const conclude = (): RunRecord => {
    rmSync(folder.scratch, { recursive: true, force: true, maxRetries: 3 });
    const finishedAt = new Date().toISOString();
    const record = { ...concludeJournal(tail.poll()), finishedAt };
    const { verdict } = record;
    if (verdict) emit({ type: "run-end", source: "lab", finishedAt, verdict });
    writeRecord(record, folder.path);
    return record;
  };
  setLastWords(() => {
    fail(signal.reason);
    conclude();
  });
  try {
    await work(options, { folder, emit, signal, soFar: () => reduce(tail.poll().events) });
  } catch (error) {
    const reason: unknown = signal.aborted ? signal.reason : error;
    fail(reason, await portHint(options, reason));
  }
  setLastWords(undefined);
  const record = conclude();
  tail.stop();
  terminal.finish(record, folder.path);
  return exitCode(record, failure);
}

function runExitCode(record: RunRecord, failure: unknown): number {
  if (isBlamed(failure)) return failure.exitCode;
  if (failure !== undefined) return signalExitCode(failure) ?? 3;
  return record.verdict?.exitCode ?? 3;
}

function signalExitCode(failure: unknown): number | undefined {
  return failure instanceof Error && "exitCode" in failure ? Number(failure.exitCode) : undefined;
}

async function describeHost(qemu: string): Promise<RunRecord["host"]> {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(release)?.[1] ?? os.type();
  const { stdout } = await run(qemu, ["--version"]);
  const version = /version (\S+)/.exec(stdout)?.[1] ?? stdout.split("\n")[0] ?? "";
  return { os: name, kernel: os.release(), cpus: os.availableParallelism(), node: process.version, qemu: version };
}

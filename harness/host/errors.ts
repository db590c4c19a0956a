// SPDX-License-Identifier: GPL-2.0-only
// Blame is in the class: whose fault an error is decides the outcome of a spec and the exit code of the lab.
import type { Cause } from "../record/cause.ts";
import type { CompilerError } from "../record/compiler-error.ts";

/** Who has to act on an error: the kernel under test, the spec, the lab and its host, or whoever typed the command. */
export type Blame = "kernel" | "spec" | "lab" | "usage";

interface Details {
  /** The class' own unless told. */
  readonly why?: Cause | undefined;
  /** What to do about it, one line or a few. */
  readonly hint?: string;
  /** The last lines of whatever failed (compiler, QEMU, console): shown below the message. */
  readonly output?: string;
  /** What of that a compiler said of lines of the source. */
  readonly errors?: readonly CompilerError[];
  readonly cause?: unknown;
}

abstract class BlamedError extends Error {
  abstract readonly blame: Blame;
  /** 1 failures, 2 usage, 3 the lab itself failed. */
  abstract readonly exitCode: 1 | 2 | 3;
  /** For programs; `Error.cause` is what was caught. */
  readonly why: Cause;
  readonly hint: string | undefined;
  readonly output: string | undefined;
  readonly errors: readonly CompilerError[];

  constructor(usual: Cause, message: string, details: Details) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.why = details.why ?? usual;
    this.name = new.target.name;
    this.hint = details.hint;
    this.output = details.output;
    this.errors = details.errors ?? [];
  }
}

/** The kernel under test is at fault: it does not build, does not boot, panics or hangs. */
export class KernelError extends BlamedError {
  readonly blame = "kernel";
  readonly exitCode = 1;

  constructor(message: string, details: Details = {}) {
    super("command", message, details);
  }
}

/** The spec is at fault: it asks for something that makes no sense. */
export class SpecError extends BlamedError {
  readonly blame = "spec";
  readonly exitCode = 1;

  constructor(message: string, details: Details = {}) {
    super("spec", message, details);
  }
}

/** The lab or its host is at fault: QEMU, SSH, disk, a missing package. */
export class LabError extends BlamedError {
  readonly blame = "lab";
  readonly exitCode = 3;

  constructor(message: string, details: Details = {}) {
    super("lab", message, details);
  }
}

/** What was asked for cannot be done: a bad option, a patch that does not apply, a symbol that does not exist. */
export class UsageError extends BlamedError {
  readonly blame = "usage";
  readonly exitCode = 2;

  constructor(message: string, details: Details = {}) {
    super("usage", message, details);
  }
}

export type AnyLabError = KernelError | SpecError | LabError | UsageError;

/** True for the four errors above: those that have a message for people and need no stack trace. */
export function isBlamed(error: unknown): error is AnyLabError {
  return error instanceof BlamedError;
}

/** Why it was thrown; what nobody foresaw is the lab's. */
export function errorCause(error: unknown): Cause {
  return isBlamed(error) ? error.why : "lab";
}

/** The text of whatever was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What went wrong first: where an error kept `await using` from ending well, too, that second one came of it. */
export function firstThrown(error: unknown): unknown {
  return error instanceof Error && "suppressed" in error ? firstThrown(error.suppressed) : error;
}

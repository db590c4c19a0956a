// SPDX-License-Identifier: GPL-2.0-only
// A machine that stopped answering: is its kernel dead, does it hang, or did the lab lose it?
import { errorMessage } from "../host/errors.ts";
import type { Guest } from "../guest/guest.ts";
import { sh } from "../guest/shell.ts";
import type { RunningMachine } from "../machine/running.ts";

export type Death =
  /** QEMU ended because the guest reset or powered off: with `panic=-1` that is a panic. */
  | { readonly kind: "guest-ended" }
  /** QEMU ended by itself or was killed: no fault of the kernel's. */
  | { readonly kind: "qemu-ended"; readonly how: string; readonly stderr: string }
  /** The CPUs run and nothing answers. */
  | { readonly kind: "hung"; readonly seconds: number; readonly registers: string }
  /** QEMU itself holds the CPUs still. */
  | { readonly kind: "not-running"; readonly status: string }
  /** It answers after all: only the connection was lost. */
  | { readonly kind: "answers"; readonly log: string };

/** What the guest's SSH server has to say of it (images/init). That the guest answers is enough: it may have no log. */
const serverLog = sh`tail -n 5 /var/log/dropbear 2>/dev/null; true`;

/** Milliseconds, before `timeoutScale`. */
const deadlines = { end: 2_000, answer: 2_500 };

/** Finds out what became of a machine. Never throws. */
export async function examineDeath(machine: RunningMachine, guest: Guest, timeoutScale: number): Promise<Death> {
  const answer = guest.answer(serverLog, deadlines.answer * timeoutScale);
  const end = await Promise.race([
    machine.stopped,
    answer.then(async (log) => (log === undefined ? ended(machine) : undefined)),
  ]);
  const log = end === undefined ? await answer : undefined;
  if (log !== undefined) return { kind: "answers", log };
  if (end === undefined) return stillThere(machine, timeoutScale);
  if (end.signal === undefined && end.exitCode === 0) return { kind: "guest-ended" };
  const how = end.signal ?? `exit code ${end.exitCode}`;
  return { kind: "qemu-ended", how, stderr: end.stderr.trim() };
}

/** QEMU's end if it comes at once: a lost connection is often the first that is seen of it. */
async function ended(machine: RunningMachine): Promise<Awaited<RunningMachine["stopped"]> | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, deadlines.end, undefined).unref());
  return Promise.race([machine.stopped, late]);
}

async function stillThere(machine: RunningMachine, timeoutScale: number): Promise<Death> {
  try {
    const { status } = (await machine.qmp.execute("query-status")) as { status: string };
    if (status !== "running") return { kind: "not-running", status };
    const registers = await machine.qmp.human("info registers -a");
    return { kind: "hung", seconds: (deadlines.answer * timeoutScale) / 1000, registers };
  } catch (error) {
    return { kind: "not-running", status: errorMessage(error) };
  }
}

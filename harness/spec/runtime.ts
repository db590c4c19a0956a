// SPDX-License-Identifier: GPL-2.0-only
// Runs one spec in a cell: journal, kmsg, body, console, outcome. The machine is kept from spec to spec of a file as long
// as nothing went wrong in it; after anything else the next spec gets a clean one.
import { writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import type { ExecutionContext } from "ava";
import { flavourFacts } from "../../lab/flavour.ts";
import { within } from "../host/deadline.ts";
import { firstThrown, errorMessage } from "../host/errors.ts";
import type { Cause } from "../record/cause.ts";
import type { Emit, Result } from "../record/model.ts";
import { pickConfiguration } from "../record/result.ts";
import { blameKernel } from "../guest/guest.ts";
import type { GuestSession } from "../guest/session.ts";
import { restoreSession, type SpecContext, type Notes } from "./context.ts";
import type { CellRun } from "./cell-run.ts";
import { lockdepWatches } from "./detectors.ts";
import { keepEvidence } from "./evidence.ts";
import { judgeSpec, type SpecEnding } from "./outcome.ts";
import { examineDeath } from "./postmortem.ts";
import type { Spec } from "./registry.ts";
import { reproduceLine } from "./reproduce.ts";

/** Milliseconds, before `timeoutScale`: how long a spec's body may take, and how long the console may take to catch up. */
const bodyDeadline = 30_000;
const consoleDeadline = 5_000;

/** Of one spec no two have the same name, though it is run again and again. */
let evidenceFiles = 0;

/** Runs the specs of a cell, one after the other. */
export class Runtime implements AsyncDisposable {
  readonly #run: CellRun;
  readonly #emit: Emit;
  readonly #files: ReadonlyMap<string, string>;
  #session: GuestSession | undefined;
  /** The spec file that the machine is for. */
  #file: string | undefined;
  /** The families of specs that ran in the machine. */
  #families = new Set<string>();
  /** Whether lockdep watched when the machine came up. */
  #lockdep = false;

  constructor(run: CellRun, emit: Emit) {
    this.#run = run;
    this.#files = new Map(run.specs.map(({ id, file }) => [id, file]));
    this.#emit = emit;
  }

  /** Runs a spec and journals its result. Never throws for what the kernel, the spec or the lab does wrong. */
  async runSpec(spec: Spec, t: ExecutionContext): Promise<Result> {
    const { cell, round, repeat } = this.#run;
    const started = performance.now();
    // The journal first: should everything die now, it says which spec was running.
    writeFileSync(this.#run.begun, "");
    this.#emit({ type: "spec-start", source: "spec", cell: cell.id, spec: spec.id });
    const notes: Notes = { facts: {}, expectedSplats: [], measurements: [], files: [] };
    const ending = await this.#attempt(spec, t, notes);
    const judged = asMeant(spec, judgeSpec(ending, notes));
    const result: Result = {
      spec: spec.id,
      cell: cell.id,
      side: cell.side,
      ...pickConfiguration(cell),
      ...(round === undefined ? {} : { round }),
      ...(repeat === undefined ? {} : { repeat }),
      ...judged,
      seconds: (performance.now() - started) / 1000,
      facts: notes.facts,
      ...(notes.measurements.length === 0 ? {} : { measurements: notes.measurements }),
      ...(judged.outcome === "PASS" || judged.outcome === "SKIP"
        ? {}
        : { console: ending.console, reproduce: reproduceLine(this.#run, spec.id) }),
    };
    this.#emit({ type: "result", source: "spec", cell: cell.id, result });
    if (isFine(result)) for (const file of notes.files) await rm(file, { force: true });
    if (!isFine(result)) await this.#discard(ending, spec);
    // A complaint that was declared may have turned lockdep off: the next spec wants it.
    else if (ending.kind === "returned" && (ending.lockdepOff === true || spec.needs.ends === true))
      await this.#discard();
    return result;
  }

  async #attempt(spec: Spec, t: ExecutionContext, notes: Notes): Promise<SpecEnding> {
    try {
      const file = this.#files.get(spec.id);
      if (spec.needs.fresh === true || file !== this.#file) await this.#discard();
      this.#file = file;
      this.#session ??= await this.#restore(spec.family);
      this.#families.add(spec.family);
    } catch (error) {
      return { kind: "no-machine", error, console: "" };
    }
    const session = this.#session;
    const { console: guestConsole } = session.machine;
    let mark = guestConsole.mark();
    let error: unknown;
    let lockdepOff = false;
    try {
      mark = await this.#announce(session, `spec start ${spec.id}`);
      const context = this.#createContext(spec, session, notes, mark);
      const body = runBody(spec, t, context);
      const deadline = bodyDeadline * this.#run.timeoutScale * (spec.needs.timeoutFactor ?? 1);
      error = await within("the spec's body", deadline, body).catch(blameKernel);
      if (error === undefined && spec.needs.ends === true)
        return { kind: "returned", console: guestConsole.since(mark) };
    } catch (thrown) {
      error = thrown;
    }
    try {
      await this.#announce(session, `spec end ${spec.id}`);
      lockdepOff = this.#lockdep && !(await lockdepWatches(session));
    } catch (lost) {
      const death = await examineDeath(session.machine, session.guest, this.#run.timeoutScale);
      return { kind: "dead", death, error: error ?? lost, console: guestConsole.since(mark) };
    }
    const log = guestConsole.since(mark);
    return error === undefined
      ? { kind: "returned", console: log, lockdepOff }
      : { kind: "threw", error, console: log };
  }

  async #restore(name: string): Promise<GuestSession> {
    const session = await restoreSession(this.#run, this.#emit, name);
    this.#families = new Set();
    this.#lockdep = flavourFacts[this.#run.cell.flavour].lockdep === true && (await lockdepWatches(session));
    return session;
  }

  /** All that the kernel logged before is on the console when this is done. */
  async #announce(session: GuestSession, text: string): Promise<number> {
    return session.kernelLog.mark(text, consoleDeadline * this.#run.timeoutScale);
  }

  #createContext(spec: Spec, session: GuestSession, notes: Notes, mark: number): SpecContext {
    return {
      run: this.#run,
      device: this.#run.machine.device,
      machine: session.machine,
      guest: session.guest,
      fact: (name, value) => void (notes.facts[name] = String(value)),
      measure: (measurement) => void notes.measurements.push(measurement),
      outcome: ({ name, ...found }) => {
        const { cell, round, repeat } = this.#run;
        const result: Result = {
          ...{
            spec: `${spec.family}: ${name}`,
            parent: spec.id,
            cell: cell.id,
            side: cell.side,
            ...pickConfiguration(cell),
          },
          ...(round === undefined ? {} : { round }),
          ...(repeat === undefined ? {} : { repeat }),
          ...{ ...found, seconds: 0, splats: [], expected: [], facts: {} },
          ...(found.outcome === "FAIL"
            ? { cause: "assertion" as const, reproduce: reproduceLine(this.#run, spec.id) }
            : {}),
        };
        this.#emit({ type: "result", source: "spec", cell: cell.id, result });
      },
      expectSplat: (complaint) => void notes.expectedSplats.push(complaint),
      evidenceFile: (name) => {
        const file = `${this.#evidence(spec)}-${process.pid}-${++evidenceFiles}.${name}`;
        notes.files.push(file);
        return file;
      },
      kernelLog: async () => {
        await this.#announce(session, "log");
        return session.machine.console.since(mark);
      },
      [Symbol.asyncDispose]: () => this.#discard(),
    };
  }

  /** Where what a spec leaves behind goes. */
  #evidence({ id }: Spec): string {
    return path.join(this.#run.folder, id.replace(/[^\w.-]+/g, "-"));
  }

  /** Ends the machine; if its guest still answers after a spec that did not pass, what it has to say is kept. */
  async #discard(ending?: SpecEnding, spec?: Spec): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    if (session !== undefined && spec !== undefined && (ending?.kind === "threw" || ending?.kind === "returned"))
      await keepEvidence(session.guest, this.#run.machine.device.address, this.#evidence(spec));
    const alive = session?.machine.isStopped() === false && ending?.kind !== "dead";
    if (session !== undefined && alive && flavourFacts[this.#run.cell.flavour].counts === true)
      await this.#keepCounts(session);
    try {
      await session?.[Symbol.asyncDispose]();
    } catch (error) {
      this.#emit({ type: "note", source: "lab", text: `ending a machine: ${errorMessage(error)}` });
    }
  }

  /** What a spec took away, or hung, has no counts any more: that is noted, and changes no outcome. */
  async #keepCounts({ guest, machine }: GuestSession): Promise<void> {
    const { cell, folder } = this.#run;
    try {
      const { countsFolder, keepCounts } = await import("./counts.ts");
      await keepCounts(guest, path.join(folder, countsFolder, `${process.pid}-${machine.pid}`), [...this.#families]);
    } catch (error) {
      const text = `coverage of a machine of ${cell.id} is lost: ${errorMessage(error)}`;
      this.#emit({ type: "note", source: "lab", text });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#discard();
  }
}

/** Nothing went wrong: the machine can be used again. */
export const isFine = ({ outcome }: Pick<Result, "outcome">): boolean =>
  outcome === "PASS" || outcome === "DONE" || outcome === "SKIP";

/** What the body threw, or the first assertion in it that failed: AVA keeps that one to itself unless it is an attempt. */
async function runBody(spec: Spec, t: ExecutionContext, context: SpecContext): Promise<unknown> {
  let thrown: unknown;
  const attempt = await t.try(async (inner) => {
    try {
      await spec.body(inner, context);
    } catch (error) {
      thrown = firstThrown(error);
      throw thrown;
    }
  });
  attempt.discard();
  if (attempt.passed) return undefined;
  const assertion = thrown === undefined || (thrown instanceof Error && thrown.name === "TestFailure");
  return assertion ? attempt.errors[0] : thrown;
}

/** What the kernel itself says or does: no doubt of the machine is left. */
const kernelsOwn: readonly Cause[] = ["splat", "panic", "hang"];

/**
 * A measurement is no verdict. A cell that is not what it says must not count for or against the kernel, as long as
 * nobody knows why (verdict/attribute.ts compares it with base); a kernel that complains, dies or hangs is at fault here, too.
 */
function asMeant<J extends Pick<Result, "outcome" | "reason" | "cause">>(spec: Spec, judged: J): J {
  const { outcome, cause, reason = "" } = judged;
  if (spec.needs.measurement === true && outcome === "PASS") return { ...judged, outcome: "DONE" };
  if (spec.needs.proof !== true || outcome !== "FAIL") return judged;
  if (cause !== undefined && kernelsOwn.includes(cause)) return judged;
  return { ...judged, outcome: "MISS", cause: "proof", reason: `the machine does not match its cell: ${reason}` };
}

// SPDX-License-Identifier: GPL-2.0-only
import { createInterface } from "node:readline/promises";
import { LabError } from "../host/errors.ts";
import { carryOut, readAptState, rootPower, updateLists } from "./apt.ts";
import { examine, lacking, type NeedReport } from "./examine.ts";
import { findCommand } from "../host/find.ts";
import { asCommands, makePlan, type Plan } from "./plan.ts";
import { decide, isSet } from "./policy.ts";

export interface EnsureOptions {
  /** The QEMU that was asked for (`--qemu`); else `$LAB_QEMU`, else `qemu-system-x86_64`. */
  readonly qemu?: string | undefined;
  /** Optional needs, by name, that what was asked for cannot do without. */
  readonly also?: readonly string[];
  /** Install without asking (`setup --yes`). */
  readonly yes?: boolean;
  /** Where to say what is done; standard error unless told. */
  readonly say?: (line: string) => void;
}

/** The QEMU of this run: `--qemu`, `$LAB_QEMU`, or the distribution's. */
export function qemuBinary(option?: string): string {
  return option ?? (process.env["LAB_QEMU"] || "qemu-system-x86_64");
}

/** What is optional is missing where it is needed after all. */
const describe = ({ name, status, found }: NeedReport): string => {
  const how = status === "optional" ? "missing" : status;
  return `${name}: ${found === undefined ? how : `${how} (${found})`}`;
};

/** A QEMU that somebody chose is not replaced behind their back. */
function refuseChosenQemu(missing: readonly NeedReport[], qemu: string): void {
  const report = missing.find(({ name }) => name === "QEMU");
  if (report === undefined || qemu === "qemu-system-x86_64") return;
  throw new LabError(`${qemu} cannot run the lab: ${report.found ?? "not found"}`, {
    hint: `Needed: ${report.todo ?? "an executable file"}. Drop --qemu and LAB_QEMU to use the distribution's.`,
  });
}

/** What is missing and the commands that would help, for who has to run them. */
function tell(missing: readonly NeedReport[], plan: Plan | undefined, root: boolean): LabError {
  const list = missing.map((report) => `  ${describe(report)} (${report.why})`).join("\n");
  const packages = missing.flatMap((report) => report.package ?? []).join(" ");
  const hint =
    plan === undefined
      ? `Install them with this system's package manager; Debian calls the packages: ${packages}`
      : `Run this and try again${root ? "" : " (LAB_SETUP=auto lets the lab do it where sudo asks for no password)"}:\n\n${asCommands(plan, root).join("\n")}\n`;
  return new LabError(`Missing on this machine:\n${list}`, { hint });
}

async function agreed(plan: Plan): Promise<boolean> {
  const packages = plan.installs.flatMap((part) => part.packages).join(" ");
  const dialog = createInterface({ input: process.stdin, output: process.stderr });
  // readline takes Ctrl-C for itself.
  dialog.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    const answer = await dialog.question(`Install these packages now? ${packages}\n[y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    dialog.close();
  }
}

/** apt's plan, made with lists that are there: without any, nothing can be known of versions. */
async function planFor(packages: readonly string[], power: "root" | "sudo" | "none", may: boolean): Promise<Plan> {
  const state = await readAptState(packages);
  const blind = packages.some((name) => state.known.get(name)?.candidate === undefined);
  if (!blind || !may || power === "none") return makePlan(state, packages);
  await updateLists(power);
  return makePlan(await readAptState(packages), packages);
}

async function provide(missing: readonly NeedReport[], options: EnsureOptions): Promise<void> {
  const say = options.say ?? ((line: string) => console.error(line));
  const apt = findCommand("apt-get") !== undefined;
  const power = await rootPower();
  const asked = process.env["LAB_SETUP"];
  const wish = options.yes || asked === "auto" ? "auto" : asked === "never" ? "never" : undefined;
  const terminal = process.stdin.isTTY && process.stderr.isTTY;
  const decision = decide({ apt, power, terminal, ci: isSet(process.env["CI"]), wish });
  const packages = [...new Set(missing.flatMap((report) => report.package ?? []))];
  const plan = apt ? await planFor(packages, power, decision === "install") : undefined;
  if (plan?.impossible !== undefined)
    throw new LabError(plan.impossible, { hint: "Choose another QEMU with --qemu or LAB_QEMU." });
  const root = power === "root";
  if (plan === undefined || power === "none" || decision === "tell") throw tell(missing, plan, root);
  for (const line of [...missing.map(describe), ...plan.notes]) say(line);
  if (decision === "ask" && !(await agreed(plan))) throw tell(missing, plan, root);
  say("Installing:");
  await carryOut(plan, power, say);
}

/**
 * Makes sure that the host has all that a run needs. Says nothing and does nothing if so; else installs the packages
 * where it may (see `decide`).
 * @throws {LabError} with the exact commands, if it may not or cannot.
 */
export async function ensureHost(options: EnsureOptions = {}): Promise<void> {
  const qemu = qemuBinary(options.qemu);
  const missing = lacking(await examine({ qemu }), options.also);
  if (missing.length === 0) return;
  refuseChosenQemu(missing, qemu);
  await provide(missing, options);
  const still = lacking(await examine({ qemu }), options.also);
  if (still.length > 0) throw new LabError(`Still missing after installation:\n  ${still.map(describe).join("\n  ")}`);
}

// SPDX-License-Identifier: GPL-2.0-only
import { readFile } from "node:fs/promises";
import { run } from "../host/exec.ts";
import { errorMessage } from "../host/errors.ts";
import { isStatic } from "../host/elf.ts";
import { findCommand } from "../host/find.ts";
import type { Need, Probe } from "./needs.ts";
import { atLeast, versionIn } from "../host/version.ts";

/** What a probe saw. */
export interface Finding {
  readonly status: "ok" | "missing" | "too old";
  readonly found: string | undefined;
  readonly todo: string | undefined;
}

type ProbeKind<K extends Probe["kind"]> = Extract<Probe, { kind: K }>;

const missing: Finding = { status: "missing", found: undefined, todo: undefined };
const ok = (found: string): Finding => ({ status: "ok", found, todo: undefined });

/** What a command prints, or "" if it cannot run: what is asked is whether it is there, not why not. */
async function output(command: string, args: readonly string[], input?: string): Promise<string> {
  try {
    return (await run(command, args, { timeout: 20_000, ...(input === undefined ? {} : { input }) })).all;
  } catch {
    return "";
  }
}

async function probeCommand(probe: ProbeKind<"command">, versions: boolean): Promise<Finding> {
  const file = findCommand(probe.command);
  if (file === undefined) return missing;
  if (!versions || probe.version === undefined) return ok(file);
  return ok(versionIn(await output(file, probe.version)) ?? file);
}

async function probeStatic(probe: ProbeKind<"static-command">): Promise<Finding> {
  const file = findCommand(probe.command);
  if (file === undefined) return missing;
  if (isStatic(await readFile(file))) return ok(file);
  return { status: "missing", found: `${file} is dynamic`, todo: undefined };
}

/** One run of the preprocessor answers for all headers. */
async function headersPresent(headers: readonly string[]): Promise<ReadonlySet<string>> {
  const source = headers.map((header) => `#if __has_include(<${header}>)\n"${header}"\n#endif\n`).join("");
  const text = await output("gcc", ["-E", "-P", "-"], source);
  return new Set([...text.matchAll(/^"(.*)"$/gm)].map(([, header]) => header ?? ""));
}

async function probeLibrary(probe: ProbeKind<"library">): Promise<Finding> {
  // gcc prints the bare name back if it does not find the file.
  const file = (await output("gcc", [`-print-file-name=${probe.file}`])).trim();
  return file.includes("/") ? ok(file) : missing;
}

/** The devices that `qemu -device help` lists: `name "igb", bus PCI, …`. */
export function qemuDevices(help: string): ReadonlySet<string> {
  return new Set([...help.matchAll(/^name "([^"]+)"/gm)].map(([, name]) => name ?? ""));
}

async function probeQemu(probe: ProbeKind<"qemu">, qemu: string): Promise<Finding> {
  const file = findCommand(qemu);
  if (file === undefined) return missing;
  try {
    const runs = [["--version"], ["-device", "help"]].map((args) => run(file, args, { timeout: 20_000 }));
    const [version, help] = await Promise.all(runs);
    const found = versionIn(version?.stdout ?? "") ?? "0";
    const devices = qemuDevices(help?.stdout ?? "");
    const absent = probe.devices.filter((device) => !devices.has(device));
    if (!atLeast(found, probe.minimum))
      return { status: "too old", found, todo: `${probe.minimum} or newer, which has igb` };
    if (absent.length > 0)
      return { status: "missing", found: `${found} without ${absent.join(", ")}`, todo: "a QEMU built with them" };
    return ok(found);
  } catch (error) {
    return { status: "missing", found: `${file} does not run`, todo: errorMessage(error) };
  }
}

/** A function that probes; the headers of all `needs` are looked for in one go, at the first that is asked for. */
export function probers(
  needs: readonly Need[],
  options: { readonly qemu: string; readonly versions?: boolean },
): (probe: Probe) => Promise<Finding> {
  const wanted = needs.flatMap(({ probe }) => (probe.kind === "header" ? [probe.header] : []));
  let headers: Promise<ReadonlySet<string>> | undefined;
  return async (probe) => {
    switch (probe.kind) {
      case "command":
        return probeCommand(probe, options.versions ?? false);
      case "static-command":
        return probeStatic(probe);
      case "library":
        return probeLibrary(probe);
      case "qemu":
        return probeQemu(probe, options.qemu);
      case "header":
        headers ??= headersPresent(wanted);
        return (await headers).has(probe.header) ? ok(`<${probe.header}>`) : missing;
    }
  };
}

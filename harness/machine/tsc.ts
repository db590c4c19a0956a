// SPDX-License-Identifier: GPL-2.0-only
// The rate of the host's time stamp counter, which an emulated x86 CPU hands to its guest as it is (QEMU:
// target/i386/tcg/misc_helper.c, helper_rdtsc → cpu_get_host_ticks). A guest that has to find it out by itself counts
// against a timer that the host runs when it likes: under load it was seen to be wrong 27 times over, and its clock with it.
import path from "node:path";
import { LabError } from "../host/errors.ts";
import { run } from "../host/exec.ts";
import { artifact, hashInputs } from "../host/artifact.ts";
import { compileTool, toolInputs } from "../host/tools.ts";
import type { Context } from "../host/context.ts";

const sources = path.join(import.meta.dirname, "tsc");

let known: Promise<number | undefined> | undefined;

/** kHz; undefined on a host whose CPUs have no such counter. Measured once. @throws {LabError} if it does not count. */
export function hostTscKHz(context: Context): Promise<number | undefined> {
  known ??= process.arch === "x64" ? measure(context) : Promise.resolve(undefined);
  return known;
}

async function measure(context: Context): Promise<number> {
  const file = `tools/tsc-${hashInputs(await toolInputs(sources))}`;
  const tool = await artifact({ stage: "tools", subject: "rate of the TSC", file }, context, (out) =>
    compileTool(sources, out, context.signal),
  );
  const { stdout } = await run(tool.path, []);
  const rate = Number(stdout);
  if (!(rate > 0)) throw new LabError(`the host's time stamp counter does not count: ${stdout.trim()}`);
  return rate;
}

// SPDX-License-Identifier: GPL-2.0-only
// KVM is probed by really booting: /dev/kvm can open, and still not run an ordinary guest.
import { constants } from "node:fs";
import { access, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { devices, referenceModel } from "../../lab/device/index.ts";
import { machineDefaults, type Accelerator, type MachineSpec } from "../../lab/machine.ts";
import { errorMessage } from "../host/errors.ts";
import { startMachine } from "./running.ts";

export interface AcceleratorChoice {
  readonly name: Accelerator;
  /** Why this one, for people. */
  readonly why: string;
}

const kvmDevice = "/dev/kvm";
/** Milliseconds: a KVM guest prints its first line in a fraction of one second; one that hangs never does. */
const firstLineDeadline = 5_000;

/** The machine of the test boot: an ordinary guest. */
export function probeSpec(kernel: MachineSpec["kernel"]): MachineSpec {
  return { ...machineDefaults, device: devices[referenceModel], iommu: "off", accelerator: "kvm", kernel };
}

/**
 * Finds out whether KVM runs a guest here: boots the kernel to its first line under a deadline.
 * What was found is kept until the host boots again or QEMU or the device changes.
 */
export async function probeAccelerator(
  spec: MachineSpec,
  qemu: string,
  cache: string,
  device = kvmDevice,
): Promise<AcceleratorChoice> {
  try {
    await access(device, constants.R_OK | constants.W_OK);
  } catch {
    return { name: "tcg", why: `${device} is absent or may not be opened; using TCG, slower` };
  }
  const key = await fingerprint(qemu, device);
  const file = path.join(cache, "accelerator.json");
  try {
    const known = JSON.parse(await readFile(file, "utf8")) as { key: string; choice: AcceleratorChoice };
    if (known.key === key) return known.choice;
  } catch {
    // Not probed yet, or by another version of the lab.
  }
  const choice = await boot({ ...spec, accelerator: "kvm" }, qemu, cache);
  await mkdir(cache, { recursive: true });
  await writeFile(`${file}.${process.pid}`, JSON.stringify({ key, choice }));
  await rename(`${file}.${process.pid}`, file);
  return choice;
}

async function boot(spec: MachineSpec, qemu: string, cache: string): Promise<AcceleratorChoice> {
  const log = path.join(cache, `kvm-probe-${process.pid}.log`);
  try {
    await mkdir(cache, { recursive: true });
    await using machine = await startMachine(spec, { qemu, start: { kind: "boot" }, log });
    await machine.console.waitFor("the kernel's first line", /Linux version/, firstLineDeadline);
    return { name: "kvm", why: "a test boot under KVM worked" };
  } catch (error) {
    return { name: "tcg", why: `KVM unusable (test boot: ${errorMessage(error)}); using TCG, slower` };
  } finally {
    await rm(log, { force: true });
  }
}

/** Changes whenever the answer may: the host's boot, the device, the QEMU. */
async function fingerprint(qemu: string, device: string): Promise<string> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  const { ino, ctimeMs } = await stat(device);
  const program = await stat(qemu).catch(() => undefined);
  return JSON.stringify([boot.trim(), ino, ctimeMs, qemu, program?.mtimeMs, program?.size]);
}

// SPDX-License-Identifier: GPL-2.0-only
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Duplex } from "node:stream";
import { argv } from "../../../lab/argv/index.ts";
import { qmpFd } from "../../../lab/argv/channels.ts";
import type { DeviceDefinition } from "../../../lab/device/index.ts";
import { cpusFor, machineDefaults, type MachineSpec } from "../../../lab/machine.ts";
import { start } from "../../host/exec.ts";
import { Qmp } from "../qmp.ts";
import { launcherFor } from "../server.ts";

const ofKernel = ["-kernel", "-initrd", "-append"];

/**
 * A machine as the lab describes it, but without a kernel: it is stopped before its first instruction. The values of
 * `-device` that are `absent` are left out.
 */
export async function withPaused<T>(
  qemu: string,
  device: DeviceDefinition,
  use: (qmp: Qmp) => Promise<T>,
  absent: readonly string[] = [],
): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-paused-"));
  const kernel = { image: "", initrd: "" };
  const spec: MachineSpec = {
    ...{ ...machineDefaults, device, iommu: "off", cpus: cpusFor(device), accelerator: "tcg", kernel },
  };
  const all = argv(spec, { kind: "boot" }, path.join(folder, "console.log"));
  const kernelless = all.filter((arg, at) => !ofKernel.includes(arg) && !ofKernel.includes(all[at - 1] ?? ""));
  const args = kernelless.filter((arg, at) => !absent.includes(arg) && !absent.includes(kernelless[at + 1] ?? ""));
  const launcher = await launcherFor(device, { cache: folder, emit: () => undefined, jobs: 1 });
  const [command = qemu, ...words] = [...launcher, qemu, ...args, "-S"];
  const child = start(command, words, { stdio: ["ignore", "pipe", "pipe", "pipe"] });
  const gone = child.then(({ stderr }): never => {
    throw new Error(`QEMU ended: ${String(stderr)}`);
  });
  gone.catch(() => undefined);
  try {
    return await Promise.race([use(new Qmp(child.stdio[qmpFd] as unknown as Duplex)), gone]);
  } finally {
    child.kill("SIGKILL");
    await child;
    await rm(folder, { recursive: true, force: true });
  }
}

// SPDX-License-Identifier: GPL-2.0-only
// What is about the machine and not about its packages.
import { constants } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import path from "node:path";
import { cacheRoot } from "../host/paths.ts";
import { labCommand } from "../host/typed.ts";
import type { NeedReport } from "./examine.ts";
import { kernelSourceOffers } from "./kernel-source.ts";
import { kernelPackage } from "./needs.ts";

/** Source, two built trees and the snapshots of a default run. */
const diskNeeded = 6 * 2 ** 30;
/** A debug guest has 1 GiB, a compiler a few hundred MiB for each CPU. */
const memoryNeeded = 3 * 2 ** 30;

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

type Row = Pick<NeedReport, "name" | "why" | "status" | "found" | "todo"> & { required?: true };
const row = ({ required, ...rest }: Row): NeedReport => ({ ...rest, required: required ?? false, package: undefined });

/** Whether this user may open /dev/kvm. Whether it then runs a guest is found out by booting one. */
async function kvm(): Promise<NeedReport> {
  const [name, why] = ["KVM", "guests at full speed; without it QEMU emulates the CPU"];
  const opens = await access("/dev/kvm", constants.R_OK | constants.W_OK).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code,
  );
  if (opens === true) return row({ name, why, status: "ok", found: "/dev/kvm opens", todo: undefined });
  const absent = opens === "ENOENT";
  const todo = absent ? "nothing needed: the lab is just slower" : "let this user open /dev/kvm (group kvm)";
  return row({ name, why, status: "optional", found: absent ? undefined : "/dev/kvm: permission denied", todo });
}

/** Bytes free where `folder` is or will be. */
async function freeBytes(folder: string): Promise<number> {
  const exists = await stat(folder).then(
    () => true,
    () => false,
  );
  if (!exists && path.dirname(folder) !== folder) return freeBytes(path.dirname(folder));
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function disk(): Promise<NeedReport> {
  const free = await freeBytes(cacheRoot());
  const found = `${gib(free)} free for ${cacheRoot()}`;
  const [name, why] = ["disk", "kernel trees and built kernels"];
  if (free >= diskNeeded) return row({ name, why, status: "ok", found, todo: undefined });
  return row({ name, why, status: "low", found, todo: `have ${gib(diskNeeded)}, or set MSIXLAB_CACHE` });
}

function memory(): NeedReport {
  const found = `${gib(totalmem())}, ${availableParallelism()} CPUs`;
  const [name, why] = ["memory", "the compiler, and guests"];
  const enough = totalmem() >= memoryNeeded;
  const todo = enough ? undefined : `have ${gib(memoryNeeded)}`;
  return row({ name, why, status: enough ? "ok" : "low", found, todo });
}

async function kernelSource(): Promise<NeedReport> {
  const [name, why] = ["kernel source", "the kernel under test"];
  const offers = await kernelSourceOffers();
  if (offers === undefined)
    return row({ name, why, status: "optional", found: "no apt here", todo: "give a kernel tree as --kernel" });
  if (offers.length === 0)
    return row({ name, why, status: "missing", found: undefined, todo: labCommand("setup"), required: true });
  return row({ name, why, status: "ok", found: `${kernelPackage} ${offers[0]}`, todo: undefined, required: true });
}

/** Kernel versions that can be asked for, as people call them: what fetches kernels knows them. */
type OfferedKernels = () => Promise<readonly string[]>;

async function kernelVersions(offered: OfferedKernels): Promise<NeedReport> {
  const [name, why] = ["kernel versions", "kernels for --kernel"];
  const versions = await offered().catch(() => []);
  if (versions.length === 0)
    return row({ name, why, status: "optional", found: undefined, todo: "give a kernel tree as --kernel" });
  return row({ name, why, status: "ok", found: versions.join(", "), todo: undefined });
}

/** KVM, disk, memory and the kernel source. */
export async function circumstances(offered: OfferedKernels): Promise<NeedReport[]> {
  return [...(await Promise.all([kernelSource(), kernelVersions(offered), kvm(), disk()])), memory()];
}

// SPDX-License-Identifier: GPL-2.0-only
import { LabError } from "../host/errors.ts";
import { readAptState, rootPower, updateLists } from "./apt.ts";
import { findCommand } from "../host/find.ts";
import { kernelPackage } from "./needs.ts";

/** The versions of a source package that apt offers, its choice first; undefined on a machine without apt. */
export async function kernelSourceOffers(name = kernelPackage): Promise<readonly string[] | undefined> {
  if (findCommand("apt-cache") === undefined) return undefined;
  const known = (await readAptState([name])).known.get(name);
  if (known?.candidate === undefined) return [];
  const others = known.offers.map(({ version }) => version).filter((version) => version !== known.candidate);
  return [known.candidate, ...others];
}

/** Fetches the package lists if this process can be root: for when a package is gone from the mirror. True if it did. */
export async function refreshLists(): Promise<boolean> {
  const power = await rootPower();
  if (power !== "none") await updateLists(power);
  return power !== "none";
}

/**
 * Makes sure that apt offers a kernel's source package, and fetches the package lists if that is all that is missing.
 * On a machine without apt there is nothing to do.
 * @throws {LabError} if it does not offer it.
 */
export async function ensureKernelSource(name = kernelPackage): Promise<void> {
  const offers = await kernelSourceOffers(name);
  if (offers === undefined || offers.length > 0) return;
  const refreshed = await refreshLists();
  if (refreshed && ((await kernelSourceOffers(name)) ?? []).length > 0) return;
  const { release } = await readAptState([name]);
  const hint = !refreshed
    ? "Its package lists may be old: sudo apt-get update"
    : `Debian has it in ${release.codename}-security or ${release.codename}-backports: add one to the package sources.`;
  throw new LabError(`No package source of this machine offers ${name}.`, { hint });
}

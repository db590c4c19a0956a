// SPDX-License-Identifier: GPL-2.0-only
// The userland volume: Debian's programs for the guest, for specs that ask for a package. Made once for each set of
// package files, and kept in the cache.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { artifact, hashInputs } from "../../host/artifact.ts";
import type { Context } from "../../host/context.ts";
import { isBlamed } from "../../host/errors.ts";
import { findCommand } from "../../host/find.ts";
import { root } from "../../host/paths.ts";
import { Apt } from "./packages.ts";
import { makeVolume, recipe, unpack } from "./volume.ts";

/** A volume, if there is one, and why specs that ask for a package cannot have it. */
export interface Userland {
  readonly volume?: string;
  /** Why a package is not in it; undefined: it is. */
  readonly lacks: (name: string) => string | undefined;
}

/** The volume as a machine takes it, if there is one. */
export const attachVolume = (userland: Userland | undefined): { readonly userland?: string } =>
  userland?.volume === undefined ? {} : { userland: userland.volume };

/** What makes it. */
const tools = ["apt-get", "dpkg-deb", "mkfs.erofs"];

/** Packages, or patterns of their names, and which are left out though others depend on them. */
interface PackageList {
  readonly wanted: readonly string[];
  readonly leftOut: readonly string[];
}

/** The lab's own packages, one a line. */
export function parsePackages(text: string): PackageList {
  const lines = text.split("\n").map((line) => line.replace(/#.*/, "").trim());
  const names = lines.filter((line) => line !== "");
  return {
    wanted: names.filter((name) => !name.startsWith("-")),
    leftOut: names.filter((name) => name.startsWith("-")).map((name) => name.slice(1)),
  };
}

const without = (reason: string): Userland => ({ lacks: () => reason });

/** @throws {LabError} if apt-get knows none of the packages, or cannot download them. */
async function obtain(names: readonly string[], apt: Apt, scratch: string, context: Context): Promise<Userland> {
  const { files, known, unknown } = await apt.resolve(names);
  const inputs = [{ file: "recipe", hash: recipe }, ...files];
  const hash = hashInputs(inputs.map((one) => ({ name: one.file, content: Buffer.from(one.hash) })));
  const subject = `${known.length} packages and what they need`;
  const wanted = { stage: "userland", subject, file: `image/userland-${hash}/userland.erofs` };
  const { path: volume } = await artifact(wanted, context, async (temporary) => {
    const tree = path.join(scratch, "tree");
    await apt.download(known);
    const archives = files.map(({ file }) => path.join(apt.archives, file));
    await unpack(archives, tree, context.signal);
    await makeVolume(tree, temporary, context.signal);
  });
  return { volume, lacks: lackingIn(known, unknown) };
}

const lackingIn =
  (known: readonly string[], unknown: readonly string[]): Userland["lacks"] =>
  (name) => {
    if (known.includes(name)) return undefined;
    return unknown.includes(name) ? `apt-get knows no package ${name}` : `images/userland does not name ${name}`;
  };

/** The volume with the lab's packages and `more`. What the host or Debian lacks is a reason to skip, and no error. */
export async function buildUserland(more: readonly string[], context: Context): Promise<Userland> {
  const missing = tools.find((tool) => findCommand(tool) === undefined);
  if (missing !== undefined) return without(`the host has no ${missing} to make the userland volume with`);
  const own = parsePackages(await readFile(path.join(root, "images/userland"), "utf8"));
  const names = [...new Set([...own.wanted, ...more])].sort();
  const scratch = await mkdtemp(path.join(tmpdir(), "msixlab-userland-"));
  const apt = new Apt(scratch, own.leftOut, context.signal);
  try {
    try {
      return await obtain(names, apt, scratch, context);
    } catch (error) {
      context.signal?.throwIfAborted();
      if (!isBlamed(error)) throw error;
      await apt.update();
      return await obtain(names, apt, scratch, context);
    }
  } catch (error) {
    context.signal?.throwIfAborted();
    if (!isBlamed(error)) throw error;
    return without(`there is no userland volume: ${error.message}`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

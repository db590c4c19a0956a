// SPDX-License-Identifier: GPL-2.0-only
// Collections of tools/testing/selftests, from the kernel source under test, against its own headers, and static: the
// guest has no libraries.
import { cp, mkdir, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { isBlamed, KernelError, UsageError } from "../host/errors.ts";
import { diagnose } from "../kernel/diagnose.ts";
import { exists, sha256 } from "../host/files.ts";
import { inTree, readSeries, sourceFolder } from "../kernel/index.ts";
import { make } from "../kernel/make.ts";
import { joinSeries } from "../series/read.ts";
import { stage } from "../host/stage.ts";
import { sideText, type KernelRequest } from "../kernel/types.ts";
import type { Context } from "../host/context.ts";
import type { Workspace } from "../kernel/workspace.ts";
import { root } from "../host/paths.ts";

/** A collection that was built, or why there is none: the host lacks something, or it does not build. */
export type Built = { readonly folder: string } | { readonly skip: string } | { readonly broken: KernelError };

/** Fixes that collections of some released kernel do not build without: `vfio-….patch`. Each says what it is for. */
const fixes = path.join(root, "guest-kernel/selftests");

/** Where collections are in a kernel's source. */
const home = "tools/testing/selftests";

/**
 * @throws {UsageError} if none of the kernels has a collection, naming them. One that some have is skipped on the others.
 */
export async function checkCollections(
  collections: readonly string[],
  requests: readonly KernelRequest[],
  context: Context,
): Promise<void> {
  for (const collection of collections) {
    if (!/^\w[\w.-]*(?:\/\w[\w.-]*)*$/.test(collection))
      throw new UsageError(`--kselftest ${collection}: not a collection`);
    const labels: string[] = [];
    for (const request of requests) {
      const { folder, label } = await sourceFolder(request.source, context);
      if (await exists(path.join(folder, home, collection, "Makefile"))) break;
      labels.push(label);
    }
    if (labels.length === requests.length)
      throw new UsageError(`No kernel of this run has the selftests ${collection}: not ${labels.join(", ")}.`, {
        hint: `They are folders of ${home}. A newer kernel may have it: --kernel newest`,
      });
  }
}

/** Builds a collection from a kernel's source with its series, or takes it from the cache. */
export async function buildCollection(
  collection: string,
  request: KernelRequest,
  hash: string,
  context: Context,
): Promise<Built> {
  const { folder: source, label } = await sourceFolder(request.source, context);
  if (!(await exists(path.join(source, home, collection, "Makefile"))))
    return { skip: `${label} has no selftests ${collection}` };
  const key = sha256(JSON.stringify([hash, collection, "static"])).slice(0, 32);
  const kept = path.join(context.cache, "kernel/kselftest", key);
  if (await exists(kept)) return { folder: kept };
  const subject = `${collection} of ${sideText(request)} ${label}`;
  const build = (what: KernelRequest): Promise<void> =>
    stage(context, "kselftest", subject, async () => ({
      value: await inTree(what, context, (workspace) => compile(collection, workspace, kept, context)),
      cached: false,
    }));
  try {
    await build(request);
    return { folder: kept };
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    const missing = missingPackage(`${error.message}\n${error.output ?? ""}`);
    if (missing !== undefined) return { skip: `${collection} needs a package on the host: ${missing}` };
    return (await withFixes(collection, request, build, context)) ? { folder: kept } : { broken: error };
  }
}

/** Whether a collection builds with the fixes that there are for it; if it does, that is noted. */
async function withFixes(
  collection: string,
  request: KernelRequest,
  build: (request: KernelRequest) => Promise<void>,
  context: Context,
): Promise<boolean> {
  const names = (await readdir(fixes)).filter((name) => name.startsWith(`${collection.replaceAll("/", "-")}-`));
  for (const name of names.sort()) {
    const fix = await readSeries(path.join(fixes, name));
    try {
      await build({ ...request, series: joinSeries(request.series, fix) });
    } catch (error) {
      if (isBlamed(error) && error.blame !== "lab") continue;
      throw error;
    }
    const text = `kselftest ${collection} does not build unchanged; it was built with ${path.relative(root, path.join(fixes, name))}`;
    context.emit({ type: "note", source: "lab", text });
    return true;
  }
  return false;
}

/** Packages of headers and libraries that collections ask for beside libc. */
const packages: readonly (readonly [RegExp, string])[] = [
  [/uuid\/uuid\.h|-luuid/, "uuid-dev"],
  [/sys\/capability\.h|-lcap\b/, "libcap-dev"],
  [/numa\.h|-lnuma/, "libnuma-dev"],
];

function missingPackage(output: string): string | undefined {
  if (!/No such file or directory|cannot find -l/.test(output)) return undefined;
  return packages.find(([pattern]) => pattern.test(output))?.[1];
}

async function compile(collection: string, workspace: Workspace, kept: string, context: Context): Promise<void> {
  const { tree, log, lock, build } = workspace;
  const options = { tree, log, lock, jobs: context.jobs, signal: context.signal };
  const installed = path.join(build, "kselftest-installed");
  const run = async (targets: readonly string[]): Promise<void> => {
    const made = await make(targets, options);
    if (!made.ok) throw diagnose(made.lines, `kselftest ${collection} does not build`, log);
  };
  await mkdir(build, { recursive: true });
  await rm(installed, { recursive: true, force: true });
  // What was built of another side may not be of this one's headers.
  await rm(path.join(build, "kselftest", collection), { recursive: true, force: true });
  await run(["headers"]);
  const variables = [
    `TARGETS=${collection}`,
    `KSFT_INSTALL_PATH=${installed}`,
    "FORCE_TARGETS=1",
    "USERLDFLAGS=-static",
  ];
  await run(["-C", home, ...variables, "install"]);
  const fresh = `${kept}.${process.pid}`;
  await mkdir(path.dirname(kept), { recursive: true });
  await cp(installed, fresh, { recursive: true });
  await rename(fresh, kept);
}

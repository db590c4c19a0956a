// SPDX-License-Identifier: GPL-2.0-only
// Stage four: the image and the modules, compiled and kept.
import { copyFile, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { flavourFacts } from "../../lab/flavour.ts";
import { LabError } from "../host/errors.ts";
import { keepKernel } from "./artifacts.ts";
import { coverageFolder, keepCoverage, prepareCounting } from "./coverage.ts";
import { diagnose } from "./diagnose.ts";
import type { FetchedSource } from "./fetch/source.ts";
import { instrumentVariables } from "./instrument.ts";
import { make, type MakeOptions } from "./make.ts";
import { applySeries, type Overlay } from "../series/overlay.ts";
import { readSources } from "../series/sources.ts";
import { stage, type Progress } from "../host/stage.ts";
import { sideText, type KernelRequest } from "./types.ts";
import type { Context } from "../host/context.ts";
import { marked, readState, updateState, type Workspace } from "./workspace.ts";

/** The stage: compiles the workspace and keeps the kernel under `hash`. */
export async function build(
  workspace: Workspace,
  hash: string,
  request: KernelRequest,
  { source, overlay }: { readonly source: FetchedSource; readonly overlay: Overlay },
  context: Context,
): Promise<void> {
  const { flavour } = request;
  const what = `${sideText(request)} ${source.label}`;
  await stage(context, "build", what, async (progress) => {
    const { tree, log, lock } = workspace;
    const options = { tree, log, lock, jobs: context.jobs, signal: context.signal };
    const onLine = await counter(workspace, progress);
    const counts = flavourFacts[flavour].counts === true && request.series !== undefined;
    const counted = counts ? await prepareCounting(workspace, overlay) : [];
    const variables = await instrumentVariables(request, counted);
    await marked(workspace, async () => {
      await makeOrThrow(["bzImage", "modules", ...variables], { ...options, onLine }, what);
      await keepKernel(hash, workspace.scratch, context, async (folder) => {
        progress("installing modules");
        const install = [`INSTALL_MOD_PATH=${folder}`, "INSTALL_MOD_STRIP=1", "modules_install"];
        await makeOrThrow(install, options, what);
        const release = await collect(workspace, folder);
        if (counts) {
          const before = request.base === undefined ? undefined : await applySeries(source.folder, request.base, what);
          const compared = { folder: source.folder, before, overlay, counted };
          await keepCoverage(workspace, compared, path.join(folder, coverageFolder));
        }
        return { release, source: source.label, flavour };
      });
    });
    await updateState(workspace, { built: true });
    return { value: undefined, cached: false };
  });
}

/** Runs make. @throws what its output says, blamed on who is at fault. */
export async function makeOrThrow(targets: readonly string[], options: MakeOptions, what: string): Promise<void> {
  const made = await make(targets, options);
  if (!made.ok) throw diagnose(made.lines, `${what} does not build`, options.log);
}

/** Copies what is kept; gives the kernel's release. */
async function collect(workspace: Workspace, folder: string): Promise<string> {
  const release = (await readFile(path.join(workspace.build, "include/config/kernel.release"), "utf8")).trim();
  const files = { bzImage: "arch/x86/boot/bzImage", config: ".config", "System.map": "System.map" };
  for (const [name, from] of Object.entries(files))
    await copyFile(path.join(workspace.build, from), path.join(folder, name));
  const modules = path.join(folder, "lib/modules", release);
  const names = await readdir(modules).catch((): string[] => []);
  // depmod's absence is a warning to kbuild; without its list no module loads in a guest.
  if (!names.includes("modules.dep"))
    throw new LabError(`modules_install left no modules.dep for ${release}.`, {
      hint: "depmod (package kmod) is needed",
    });
  // Links to the workspace: of no use in a guest, and the path of this machine.
  await Promise.all(["build", "source"].map((name) => rm(path.join(modules, name), { force: true })));
  return release;
}

const compiled = /^ {2}([A-Z]+)(?: \[M\])? +(\S+\.o)$/;

/**
 * Counts what make compiles. How much there is to do is known for a whole build alone: kbuild finds out what is stale
 * as it goes.
 */
async function counter(workspace: Workspace, progress: Progress): Promise<(line: string) => void> {
  const warm = (await readState(workspace)).built;
  // With types, or Node follows kbuild's link `source` to the tree, which holds the build, for a hundred seconds.
  const entries = await readdir(workspace.build, { recursive: true, withFileTypes: true });
  const there = entries.filter(({ name }) => name.endsWith(".o")).length;
  const { objects } = readSources();
  const whole = !warm && there < objects * 0.9;
  let count = whole ? there : 0;
  return (line) => {
    const [, tool, file] = compiled.exec(line) ?? [];
    if (tool === undefined || file === undefined) return;
    count++;
    progress(`${tool} ${file}`, count, whole && count <= objects ? objects : undefined);
  };
}

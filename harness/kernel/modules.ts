// SPDX-License-Identifier: GPL-2.0-only
// Some modules instead of a whole kernel: kbuild has noted what each object was made from, so what a few changed files
// go into is known. kbuild makes single modules without a look at the rest of the tree, in a fifth of the time.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { run } from "../host/exec.ts";
import { makeOrThrow } from "./build.ts";
import { exists } from "../host/files.ts";
import type { Kernel } from "./types.ts";
import type { Context } from "../host/context.ts";
import { marked, readState, type Workspace } from "./workspace.ts";

/**
 * The modules (`drivers/uio/uio.ko`) that files of the tree go into; undefined if they go, or may go, into anything
 * else, or if nothing was built from them yet.
 */
export async function findModules(workspace: Workspace, files: readonly string[]): Promise<string[] | undefined> {
  if (!(await readState(workspace)).built || files.some((file) => !/\.[ch]$/.test(file))) return undefined;
  const named = files.flatMap((file) => ["-e", `/${file}`]);
  const search = ["-rlF", "--include=.*.cmd", ...named, "."];
  const { stdout } = await run("grep", search, { cwd: workspace.build, okCodes: [0, 1] });
  const made = stdout.split("\n").filter((line) => line !== "");
  const modules = await Promise.all(made.map((command) => findModulesWith(workspace.build, command)));
  const found = [...new Set(modules.flatMap((some) => some ?? []))];
  return found.length === 0 || modules.includes(undefined) ? undefined : found;
}

/**
 * `./drivers/uio/.uio.o.cmd` → `drivers/uio/uio.ko`: the modules that have an object in them, alone or with others, which
 * kbuild lists in a file beside each; undefined if none has, or one was not made.
 */
async function findModulesWith(build: string, command: string): Promise<readonly string[] | undefined> {
  const object = /^\.\/(.*\/)\.([^/]+\.o)\.cmd$/.exec(command);
  if (object === null) return undefined;
  const search = ["-rlxF", "--include=*.mod", "-e", `${object[1]}${object[2]}`, object[1]?.split("/")[0] ?? "."];
  const { stdout } = await run("grep", search, { cwd: build, okCodes: [0, 1] });
  const names = stdout.split("\n").filter((line) => line !== "");
  const modules = names.map((name) => name.replace(/\.mod$/, ".ko"));
  const made = await Promise.all(modules.map((name) => exists(path.join(build, name))));
  return modules.length === 0 || made.includes(false) ? undefined : modules;
}

/** Whether what is there was built with the configuration of a kernel: else a single module may not fit it. */
export async function isConfiguredAs(workspace: Workspace, kernel: Kernel): Promise<boolean> {
  const configs = [path.join(workspace.build, ".config"), kernel.config];
  const [here, there] = await Promise.all(configs.map((file) => readFile(file, "utf8").catch(() => "")));
  return here !== "" && here === there;
}

/** Compiles modules, make told `variables`; gives those that are not as in `kernel`, as they are installed: path below `lib/modules/…` and content. */
export async function makeModules(
  workspace: Workspace,
  modules: readonly string[],
  variables: readonly string[],
  kernel: Kernel,
  context: Context,
): Promise<readonly (readonly [file: string, bytes: Buffer])[]> {
  const { tree, log, lock } = workspace;
  const options = { tree, log, lock, jobs: context.jobs, signal: context.signal };
  // modpost must see who exports what they use.
  const targets = [...new Set([...modules, ...(await usedBy(modules, kernel))])];
  await marked(workspace, () => makeOrThrow([...targets, ...variables], options, modules.join(", ")));
  const scratch = await mkdtemp(path.join(os.tmpdir(), "msixlab-modules-"));
  try {
    const found = await Promise.all(
      modules.map(async (module) => {
        const stripped = path.join(scratch, path.basename(module));
        // As modules_install does (scripts/Makefile.modinst, INSTALL_MOD_STRIP=1).
        await run("strip", ["--strip-debug", "-o", stripped, path.join(workspace.build, module)]);
        const file = path.join("lib/modules", kernel.release, "kernel", module);
        const [bytes, before] = [await readFile(stripped), await readFile(path.join(kernel.modules, file))];
        return bytes.equals(before) ? [] : [[file, bytes] as const];
      }),
    );
    return found.flat();
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The modules that modules need loaded before them: depmod's list names all of them. */
async function usedBy(modules: readonly string[], kernel: Kernel): Promise<string[]> {
  const list = await readFile(path.join(kernel.modules, "lib/modules", kernel.release, "modules.dep"), "utf8");
  return list.split("\n").flatMap((line) => {
    const [name = "", used = ""] = line.split(":");
    const names = used.split(" ").filter((word) => word !== "");
    return modules.includes(name.replace("kernel/", "")) ? names.map((word) => word.replace("kernel/", "")) : [];
  });
}

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
  const modules = await Promise.all(made.map((command) => moduleMadeBy(workspace.build, command)));
  return modules.length === 0 || modules.includes(undefined) ? undefined : modules.map((name) => name ?? "");
}

/** `./drivers/uio/.uio.o.cmd` → `drivers/uio/uio.ko`, if that object alone is a module. */
async function moduleMadeBy(build: string, command: string): Promise<string | undefined> {
  const object = /^\.\/(.*\/)\.([^/]+)\.o\.cmd$/.exec(command);
  if (object === null) return undefined;
  const name = `${object[1]}${object[2]}`;
  const parts = await readFile(path.join(build, `${name}.mod`), "utf8").catch(() => "");
  return parts.trim() === `${name}.o` && (await exists(path.join(build, `${name}.ko`))) ? `${name}.ko` : undefined;
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

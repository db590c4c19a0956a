// SPDX-License-Identifier: GPL-2.0-only
// Which objects a configuration compiles, and into what: asked of make itself, with the kernel's own Makefiles and the
// .config. kbuild compiles any file that it is told to by name, whether the configuration has it or not.
import path from "node:path";
import { run } from "../host/exec.ts";
import { exists } from "../host/files.ts";
import { makeEnvironment } from "../kernel/make.ts";

/** An object of a configuration. */
export interface KernelObject {
  /** `drivers/uio/uio.o`. */
  readonly file: string;
  /** The module that it is a part of; `vmlinux` if it is built in. */
  readonly owner: string;
}

/** What a folder's Makefile says: `m uio_cif.o`, `y uio.o`, and of which objects those are made. */
const question = `
include $(dotconfig)
srctree := $(CURDIR)
objtree := $(CURDIR)
src := $(folder)
obj := $(folder)
include $(file)
$(foreach t,$(sort $(obj-y) $(lib-y)),$(info y $(t) $($(t:.o=-objs)) $($(t:.o=-y))))
$(foreach t,$(sort $(obj-m)),$(info m $(t) $($(t:.o=-objs)) $($(t:.o=-y)) $($(t:.o=-m))))
all:;@:
`;

/** One line of the answer. */
interface LineEntry {
  readonly how: "y" | "m";
  readonly target: string;
  readonly parts: readonly string[];
}

async function readMakefiles(tree: string, folder: string, config: string): Promise<readonly LineEntry[]> {
  const names = ["Kbuild", "Makefile"].map((name) => path.join(folder, name));
  const there = await Promise.all(names.map((name) => exists(path.join(tree, name))));
  const file = names[there.indexOf(true)];
  if (file === undefined) return [];
  const variables = [`dotconfig=${config}`, `folder=${folder}`, `file=${file}`];
  const { code, stdout } = await run("make", ["-s", "-r", "-R", "-f", "-", "-C", tree, ...variables], {
    input: question,
    env: makeEnvironment(),
    okCodes: [0, 1, 2],
  });
  if (code !== 0) return [];
  return stdout.split("\n").flatMap((line) => {
    const [how, target = "", ...parts] = line.trim().split(/\s+/);
    return how === "y" || how === "m" ? [{ how, target, parts }] : [];
  });
}

/** Looks up objects of one configuration; each folder is read once. */
export class ObjectFinder {
  readonly #tree: string;
  readonly #config: string;
  readonly #folders = new Map<string, Promise<readonly LineEntry[]>>();

  constructor(tree: string, config: string) {
    this.#tree = tree;
    this.#config = config;
  }

  #contents(folder: string): Promise<readonly LineEntry[]> {
    const known = this.#folders.get(folder) ?? readMakefiles(this.#tree, folder, this.#config);
    this.#folders.set(folder, known);
    return known;
  }

  /** The object that a source is compiled to; undefined if this configuration leaves it out. */
  async of(source: string): Promise<KernelObject | undefined> {
    const file = source.replace(/\.[cS]$/, ".o");
    const folder = path.dirname(file);
    if (!(await this.#entered(folder))) return undefined;
    const name = path.basename(file);
    for (const { how, target, parts } of await this.#contents(folder)) {
      if (target !== name && !parts.includes(name)) continue;
      return { file, owner: how === "y" ? "vmlinux" : path.join(folder, target) };
    }
    return undefined;
  }

  /** The sources that a module (`drivers/uio/uio.o`) is made of. */
  async moduleSources(owner: string): Promise<readonly string[]> {
    const folder = path.dirname(owner);
    const own = (await this.#contents(folder)).filter(({ target }) => target === path.basename(owner));
    const parts = own.flatMap((line) => line.parts);
    const objects = parts.length > 0 ? parts : [path.basename(owner)];
    return objects.map((object) => path.join(folder, object.replace(/\.o$/, ".c")));
  }

  /** Whether kbuild goes down to a folder; those at the top and of an architecture it always does. */
  async #entered(folder: string): Promise<boolean> {
    const parent = path.dirname(folder);
    if (parent === "." || folder === "." || /^arch\/\w+$/.test(parent)) return true;
    if (!(await this.#entered(parent))) return false;
    const lines = await this.#contents(parent);
    if (lines.some(({ target }) => target === `${path.basename(folder)}/`)) return true;
    // A Makefile may name folders that are further down: sound/soc does not, drivers/gpu/drm does.
    const above = path.dirname(parent);
    if (above === ".") return false;
    const further = await this.#contents(above);
    return further.some(({ target }) => target === `${path.basename(parent)}/${path.basename(folder)}/`);
  }
}

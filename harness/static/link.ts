// SPDX-License-Identifier: GPL-2.0-only
// Whether the objects of a series find each other's symbols in a configuration: what the linker and modpost say of a
// whole kernel, said of those objects alone. Pure, but for nm(1).
import path from "node:path";
import { run } from "../host/exec.ts";
import type { StaticFinding } from "../record/model.ts";
import type { KernelObject } from "./objects.ts";

/** An object and its global symbols. */
export interface Symbols extends KernelObject {
  readonly defined: ReadonlySet<string>;
  readonly weak: ReadonlySet<string>;
  readonly exported: ReadonlySet<string>;
  readonly undefined: ReadonlySet<string>;
}

/** EXPORT_SYMBOL leaves one of these (include/linux/export.h), by the kernel's age. */
const exportMark = /^(?:__export_symbol_|__ksymtab_)/;

/** Reads `nm`'s output. */
export function parseSymbols(object: KernelObject, output: string): Symbols {
  const [defined, weak, exported, undefinedOnes] = [0, 1, 2, 3].map(() => new Set<string>());
  for (const line of output.split("\n")) {
    const [, type = "", name = ""] = /^(?:[0-9a-f]+)?\s+(\w) (\S+)$/.exec(line) ?? [];
    if (exportMark.test(name)) exported?.add(name.replace(exportMark, ""));
    else if (type === "U") undefinedOnes?.add(name);
    else if (/[WwVv]/.test(type)) weak?.add(name);
    else if (/[A-Z]/.test(type)) defined?.add(name);
  }
  const none = new Set<string>();
  return {
    ...object,
    ...{ defined: defined ?? none, weak: weak ?? none },
    ...{ exported: exported ?? none, undefined: undefinedOnes ?? none },
  };
}

/** The symbols of an object that was compiled below `build`. */
export async function symbolsIn(build: string, object: KernelObject): Promise<Symbols> {
  const { stdout } = await run("nm", [path.join(build, object.file)]);
  return parseSymbols(object, stdout);
}

/**
 * What one configuration's objects miss of each other. `all` are the objects of the series as the lab's kernel has them:
 * a symbol that is defined in one of those, and by none that this configuration compiles, is missing.
 */
export function linkErrors(objects: readonly Symbols[], all: readonly Symbols[]): StaticFinding[] {
  return objects.flatMap((user) =>
    [...user.undefined].flatMap((name) => {
      const why = missing(name, user, objects, all);
      const file = user.file.replace(/\.o$/, ".c");
      return why === undefined
        ? []
        : [{ grade: "error" as const, file, message: `undefined reference to "${name}": ${why}` }];
    }),
  );
}

/** What gcc calls where a 32-bit CPU has no instruction; the kernel does not link with libgcc. */
const division = /^__u?(?:div|mod|divmod)di[34]$/;

function missing(
  name: string,
  user: Symbols,
  objects: readonly Symbols[],
  all: readonly Symbols[],
): string | undefined {
  if (division.test(name)) return "a division in 64 bits, which takes the functions of linux/math64.h";
  const here = objects.find(({ defined, weak }) => defined.has(name) || weak.has(name));
  if (here === undefined) {
    const there = all.find(({ defined }) => defined.has(name));
    return there === undefined ? undefined : `only ${there.file} defines it, which this configuration leaves out`;
  }
  if (here.owner === user.owner || (here.owner === "vmlinux" && here.exported.has(name))) return undefined;
  if (user.owner === "vmlinux") return `${here.file} defines it, which is in a module, and this is built in`;
  return here.exported.has(name) ? undefined : `${here.file} defines it and does not export it to modules`;
}

// SPDX-License-Identifier: GPL-2.0-only
// Which of a kernel's objects a flavour instruments, where that is not all of them: kbuild (scripts/Makefile.lib) goes by
// variables, and make expands a variable of its command line where it is used: there `$@` is the object.
import { flavourFacts } from "../../lab/flavour.ts";
import { seriesHash, seriesPaths } from "../series/read.ts";
import type { KernelRequest } from "./types.ts";
import type { Series } from "../series/types.ts";

/**
 * True, in make, for one of these objects: what is in neither list is no part of kernel or modules (the boot code in
 * arch/x86/boot, the vDSO). By path and not as GCOV_PROFILE_name.o, which would mean every object of that name.
 */
function filterObjects(objects: readonly string[]): string {
  return `$(filter ${objects.join(" ")},$(filter $@,$(real-obj-y) $(real-obj-m)))`;
}

/** gcov's counters, in these objects and nowhere else. */
const profileOnly = (objects: readonly string[]): string => `GCOV_PROFILE=$(if ${filterObjects(objects)},y)`;

/** KCSAN's watchpoints. Everywhere else the kernel has data races of its own, and each costs time that a driver is not raced in. */
const watchOnly = (objects: readonly string[]): string => `KCSAN_SANITIZE=$(if ${filterObjects(objects)},y,n)`;

/**
 * KASAN checks everything but what the other checkers run on all the time: lockdep (newer Linux leaves it out, too:
 * kernel/locking/Makefile), the unwinder that records who allocated, the books of kmemleak and of DEBUG_OBJECTS. None of
 * them is under test, and a debug kernel takes a quarter of the time.
 */
const trustCheckers = ["lockdep", "unwind_frame", "kmemleak", "debugobjects"].map(
  (name) => `KASAN_SANITIZE_${name}.o=n`,
);

/** The objects of the C files that a series names. */
async function seriesObjects(series: Series | undefined): Promise<readonly string[]> {
  const names = series === undefined ? [] : await seriesPaths(series);
  const sources = names.filter((file) => /^\S+\.c$/.test(file)).sort();
  return sources.map((file) => file.replace(/\.c$/, ".o"));
}

type Instrumented = Pick<KernelRequest, "flavour" | "series" | "base" | "watched">;

/** What of this file decides how a kernel comes out, for its hash. */
export async function instrumentRecipe(
  request: Instrumented,
): Promise<{ readonly [flavour: string]: string | readonly string[] }> {
  const { flavour, base } = request;
  // Which objects those are is in the hash: the series is. What counts as changed hangs on what was there before.
  if (flavourFacts[flavour].counts === true)
    return { [flavour]: profileOnly(["*"]), ...(base === undefined ? {} : { since: await seriesHash(base) }) };
  const told = await instrumentVariables(request);
  return told.length === 0 ? {} : { [flavour]: told };
}

/** What make is told besides its targets; `counted` are the objects that get counters. @throws {Refusal} of a patch that cannot be one. */
export async function instrumentVariables(
  { flavour, series, watched }: Instrumented,
  counted: readonly string[] = [],
): Promise<readonly string[]> {
  if (flavour === "debug") return trustCheckers;
  if (flavour === "kcsan") return [watchOnly(await seriesObjects(watched ?? series))];
  return flavourFacts[flavour].counts === true && counted.length > 0 ? [profileOnly(counted)] : [];
}

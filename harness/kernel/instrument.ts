// SPDX-License-Identifier: GPL-2.0-only
// Which of a kernel's objects a flavour instruments, where that is not all of them: kbuild (scripts/Makefile.lib) goes by
// variables, and make expands a variable of its command line where it is used: there `$@` is the object.
import type { Flavour } from "../../lab/flavour.ts";
import { touchedSources } from "./coverage.ts";
import type { Overlay } from "./overlay.ts";

/**
 * gcov's counters: what is in neither list is no part of kernel or modules (the boot code in arch/x86/boot, the vDSO)
 * and cannot have them. By path and not as GCOV_PROFILE_name.o, which would mean every object of that name.
 */
function profileOnly(objects: readonly string[]): string {
  return `GCOV_PROFILE=$(if $(filter ${objects.join(" ")},$(filter $@,$(real-obj-y) $(real-obj-m))),y)`;
}

/**
 * KCSAN's watchpoints: in modules, which drivers are here. In all of the kernel most would be spent on code that no series
 * under test touches, which has data races of its own, and each costs time that a driver is not raced in.
 */
const watchModules = "KCSAN_SANITIZE=$(if $(filter $@,$(real-obj-m)),y,n)";

/**
 * KASAN checks everything but what the other checkers run on all the time: lockdep (newer Linux leaves it out, too:
 * kernel/locking/Makefile), the unwinder that records who allocated, the books of kmemleak and of DEBUG_OBJECTS. None of
 * them is under test, and a debug kernel takes a quarter of the time.
 */
const trustCheckers = ["lockdep", "unwind_frame", "kmemleak", "debugobjects"].map(
  (name) => `KASAN_SANITIZE_${name}.o=n`,
);

/** What of this file decides how a kernel comes out, for its hash. */
export function instrumentRecipe(flavour: Flavour): { readonly [flavour: string]: string | readonly string[] } {
  if (flavour === "coverage") return { coverage: profileOnly(["*"]) };
  const told = instrumentVariables(flavour, new Map());
  return told.length === 0 ? {} : { [flavour]: told };
}

/** What make is told besides its targets, for a flavour of a source with an overlay. */
export function instrumentVariables(flavour: Flavour, overlay: Overlay): readonly string[] {
  const objects = touchedSources(overlay).map((file) => file.replace(/\.c$/, ".o"));
  if (flavour === "coverage") return objects.length === 0 ? [] : [profileOnly(objects)];
  return { plain: [], debug: trustCheckers, kcsan: [watchModules] }[flavour];
}

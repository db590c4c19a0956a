// SPDX-License-Identifier: GPL-2.0-only
import { Userland } from "../guest/userland.ts";
import type { SpecContext } from "./context.ts";
import { notApplicable } from "./skip.ts";

/** Debian's programs in the guest, for a spec that says in its `userland` which packages. */
export async function openUserland({ guest, run }: Pick<SpecContext, "guest" | "run">): Promise<Userland> {
  if (run.machine.userland === undefined) notApplicable("the machine has no userland volume");
  return Userland.mount(guest);
}

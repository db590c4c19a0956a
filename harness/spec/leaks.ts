// SPDX-License-Identifier: GPL-2.0-only
// The last spec of a file: what its specs did in their machine has left nothing that nobody points to any more.
import { leaks } from "./detectors.ts";
import type { family } from "./index.ts";
import type { Needs } from "./registry.ts";

/** Declares it, for the kernels that have kmemleak. The machine is new with each file: nothing before counts. */
export function declareLeakSpec(spec: ReturnType<typeof family>, needs: Needs = {}): void {
  spec(
    "none of this leaks memory",
    { ...needs, flavours: ["debug"], profile: "default", timeoutFactor: 4 },
    async (t, context) => {
      t.is(await leaks(context), "");
    },
  );
}

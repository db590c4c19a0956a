// SPDX-License-Identifier: GPL-2.0-only
import { Option, type Command } from "@commander-js/extra-typings";
import { ensureHost } from "../setup/ensure.ts";
import { isSet } from "../setup/policy.ts";
import { ensureKernelSource } from "../setup/kernel-source.ts";
import { runSteps, steps } from "./steps.ts";

const names = steps.map((step) => step.name);

/** `test`: the lab's tests of itself, from lint to real boots. */
export function test(program: Command): void {
  program
    .command("test")
    .description("test the lab itself: lint, types, unit tests, reports in a browser, real boots")
    .addOption(
      new Option("--only <steps...>", "only these steps; long (debug kernel, half an hour) runs only if named").choices(
        names,
      ),
    )
    .action(async (options) => {
      const chosen = options.only ?? steps.filter(({ long }) => !long).map(({ name }) => name);
      const boots = chosen.includes("boots") || chosen.includes("long");
      const pages = chosen.includes("pages");
      // Elsewhere tests that need one of these are skipped, and say so.
      const also = [...(boots ? ["spatch"] : []), ...(pages ? ["chromium"] : [])];
      const ci = isSet(process.env["CI"]);
      if (boots || (pages && ci)) await ensureHost({ also: ci ? also : [] });
      if (boots) await ensureKernelSource();
      if (!(await runSteps(chosen))) process.exitCode = 1;
    });
}

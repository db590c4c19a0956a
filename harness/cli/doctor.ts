// SPDX-License-Identifier: GPL-2.0-only
import type { Command } from "@commander-js/extra-typings";
import { cacheRoot } from "../host/paths.ts";
import { labCommand } from "../host/typed.ts";
import { offeredKernels } from "../kernel/fetch/distribution.ts";
import { circumstances } from "../setup/circumstances.ts";
import { qemuBinary } from "../setup/ensure.ts";
import { examine, lacking } from "../setup/examine.ts";
import { renderTable } from "../setup/table.ts";
import { bootUnderKvm } from "./doctor-kvm.ts";

/** `doctor`: what the host has of what the lab needs. Changes nothing. */
export function doctor(program: Command): void {
  program
    .command("doctor")
    .description("show which of its requirements the lab finds here; exit 3 if something is missing")
    .option("--qemu <binary>", "the QEMU to check (default: $LAB_QEMU, then qemu-system-x86_64)")
    .option("--json", "for programs")
    .action(async (options) => {
      const qemu = qemuBinary(options.qemu);
      const [needs, around] = await Promise.all([
        examine({ qemu, versions: true }),
        circumstances(() => offeredKernels(cacheRoot())),
      ]);
      const reports = await Promise.all(
        [...needs, ...around].map((one) => bootUnderKvm(one, { qemu, cache: cacheRoot() })),
      );
      console.log(options.json ? JSON.stringify(reports, null, 2) : renderTable(reports, process.stdout.columns));
      const missing = lacking(reports);
      if (missing.length === 0) return;
      if (!options.json) console.log(`\n${missing.length} missing. Install them: ${labCommand("setup")}`);
      process.exitCode = 3;
    });
}

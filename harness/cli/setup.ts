// SPDX-License-Identifier: GPL-2.0-only
import type { Command } from "@commander-js/extra-typings";
import { ensureHost } from "../setup/ensure.ts";
import { ensureKernelSource } from "../setup/kernel-source.ts";

/** `setup`: installs what the host lacks. */
export function setup(program: Command): void {
  program
    .command("setup")
    .description("install missing packages")
    .option("--qemu <binary>", "the QEMU to use (default: $LAB_QEMU, then qemu-system-x86_64)")
    .option("-y, --yes", "install without asking")
    .action(async (options) => {
      await ensureHost(options);
      await ensureKernelSource();
      console.log("Nothing is missing.");
    });
}

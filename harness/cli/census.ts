// SPDX-License-Identifier: GPL-2.0-only
import path from "node:path";
import { Option, type Command } from "@commander-js/extra-typings";
import { flavours } from "../../lab/flavour.ts";
import { iommuModes } from "../../lab/iommu.ts";
import { deviceModels } from "../../lab/device/index.ts";
import { censusOptions, runCensus } from "../experiments/census.ts";
import { endInOrder } from "../host/ending.ts";
import { UsageError } from "../host/errors.ts";
import { root } from "../host/paths.ts";
import { labName } from "../host/typed.ts";
import { renderCensusText } from "../report/census-write.ts";
import { ensureHost } from "../setup/ensure.ts";
import { hostNeeds, readRunOptions } from "./arguments.ts";
import { defaultKernel } from "./kernels.ts";
import { addRunning, addSource } from "./options.ts";

const help = `
No patch: the kernel as it is, with every device that the lab knows a driver for, through all that is done to any driver
(specs/pci). A table of drivers and behaviours comes of it, with the titles of what the kernel complained about.

Examples:
  ${labName} census                                  Linux ${defaultKernel}, all devices, the debug kernel, no IOMMU
  ${labName} census --kernel newest                  the newest that Debian packages
  ${labName} census --device igb e1000e              some devices
  ${labName} census --grep suspend --iommu intel     some behaviours, behind an IOMMU
Exit code: 0 nothing failed, 1 something did, 2 usage, 3 lab failure: something was not asked.`;

/** `census`: what every driver does today. */
export function census(program: Command): void {
  const command = program
    .command("census")
    .description("no patch: put every driver of the kernel through all that is done to any driver");
  addRunning(addSource(command))
    .option("--device <device...>", `only these devices: ${deviceModels.join(", ")}, or the configuration's`)
    .addOption(new Option("--iommu <mode>", "the IOMMU of the machines").choices(iommuModes).default("off"))
    .addOption(new Option("--flavour <flavour>", "how the kernel is built").choices(flavours).default("debug"))
    .option("--grep <text>", "only specs whose name contains TEXT or matches /REGEX/")
    .addHelpText("after", help)
    .action(async ({ iommu, flavour, ...raw }) => {
      const specs = raw.specs ?? [path.join(root, "specs/pci")];
      const asked = await readRunOptions({ ...raw, specs, bare: true, static: false });
      const options = censusOptions(asked, { iommu, flavour });
      if (options.filters.matrix?.machines.quick.length === 0)
        throw new UsageError(`census: no driver for ${raw.device?.join(", ") ?? "any device"}`);
      await ensureHost(hostNeeds(raw));
      process.exitCode = await runCensus(options, endInOrder(), (record, folder) =>
        console.log(`\n${renderCensusText(record)}${folder}/census.html`),
      );
    });
}

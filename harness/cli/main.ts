// SPDX-License-Identifier: GPL-2.0-only
import { Command } from "commander";
import { isBlamed } from "../errors.ts";
import { doctor } from "./doctor.ts";
import { setup } from "./setup.ts";
import { test } from "./test.ts";

const program = new Command("lab").description("A virtual hardware lab for Linux PCI driver patches.");
for (const register of [doctor, setup, test]) register(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!isBlamed(error)) throw error;
  console.error([error.message, error.output, error.hint].filter((part) => part !== undefined).join("\n"));
  process.exitCode = error.exitCode;
}

// SPDX-License-Identifier: GPL-2.0-only
// Loaded by AVA in a cell: the collections that were asked for.
import { readCellRun } from "../spec/cell-run.ts";
import { declareKselftest } from "./kselftest.ts";

for (const collection of Object.keys(readCellRun()?.kselftests ?? {})) declareKselftest(collection);

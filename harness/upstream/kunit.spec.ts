// SPDX-License-Identifier: GPL-2.0-only
// Loaded by AVA in a cell: the suites that were asked for.
import { readCellRun } from "../spec/cell-run.ts";
import { declareKunit } from "./kunit.ts";

const glob = readCellRun()?.kunit;
if (glob !== undefined) declareKunit(glob);

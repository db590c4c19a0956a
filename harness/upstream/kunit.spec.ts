// SPDX-License-Identifier: GPL-2.0-only
// Loaded by AVA in a cell: the suites that were asked for.
import { cellRunOf } from "../spec/cell-run.ts";
import { declareKunit } from "./kunit.ts";

const glob = cellRunOf()?.kunit;
if (glob !== undefined) declareKunit(glob);

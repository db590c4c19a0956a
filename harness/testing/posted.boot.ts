// SPDX-License-Identifier: GPL-2.0-only
// The negative control: the driver as it was posted is known to be broken, and each known defect must be found, by the
// spec whose business it is. Whatever it does to its guests, the lab goes on to the end of the plan.
import test from "ava";
import { plainDefects } from "./posted/defects.ts";
import { control } from "./posted/control.ts";

control(test, "the posted driver: each defect is found by the right spec, and what is right passes", plainDefects);

// SPDX-License-Identifier: GPL-2.0-only
// `msixlab`: what a configuration file imports.
export { defineLab, type LabConfig } from "./define.ts";

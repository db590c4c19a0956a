// SPDX-License-Identifier: GPL-2.0-only
// `msixlab`: what a configuration file imports.
export { defineLab, type LabConfig, type MachineConfig } from "./define.ts";
export { defineDevice, type DeviceDefinition } from "../../lab/device/definition.ts";
export { pciAddress } from "../../lab/ids.ts";

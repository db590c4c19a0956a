// SPDX-License-Identifier: GPL-2.0-only
// The machines on which a driver is tested that a patch touches. Few, so that the default profile stays short: what one
// device has shown, the next shows in its plain machine.
import type { Configuration, Matrix, Profile } from "./configuration.ts";
import type { DeviceDefinition } from "./device/index.ts";
import { behindRootPort } from "./device/parts.ts";

/** Machines, by the least profile that has them. */
export type Machines = Matrix["machines"];

/** Some of a profile's, or none. */
export type SomeMachines = Readonly<Partial<Record<Profile, readonly Configuration[]>>>;

const machine = (device: string, iommu: Configuration["iommu"], more: Partial<Configuration> = {}): Configuration => ({
  device,
  iommu,
  flavour: "plain",
  ...more,
});

/** The first of the devices that a driver binds, a further one, or one that the full profile alone has. */
export type DeviceRank = "first" | "next" | "other";

/** The machines for one device. */
export function driverMachines(device: DeviceDefinition, rank: DeviceRank): Machines {
  const { model } = device;
  const plain = [machine(model, "off"), machine(model, "intel")];
  const debug = machine(model, "off", { flavour: "debug" });
  // Native hot-plug and error recovery happen at the root port.
  const port =
    device.address === behindRootPort && device.virtual === undefined
      ? [machine(model, "off", { variant: "pciehp" })]
      : [];
  const full = [
    machine(model, "virtio"),
    machine(model, "intel-pt"),
    machine(model, "off", { variant: "nomsi" }),
    machine(model, "intel", { flavour: "debug" }),
    machine(model, "off", { flavour: "kcsan" }),
  ];
  switch (rank) {
    case "first":
      return { quick: plain, default: [debug, ...port], full };
    case "next":
      return { quick: plain.slice(0, 1), default: [debug], full: [...plain.slice(1), ...port, ...full] };
    case "other":
      return { quick: [], default: [], full: [...plain, debug, ...port] };
  }
}

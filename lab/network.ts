// SPDX-License-Identifier: GPL-2.0-only
// Who is wired to whom. The NIC under test and its peer share a hub inside QEMU; the management NIC, which carries
// SSH, is apart from both, so that a broken NIC under test never cuts the lab off.
import { macAddress, pciAddress } from "./ids.ts";

export const macs = {
  management: macAddress("52:54:00:6d:00:01"),
  underTest: macAddress("52:54:00:6d:00:02"),
  peer: macAddress("52:54:00:6d:00:03"),
} as const;

/** The NIC under test sits alone behind the first root port, which firmware numbers bus 1. */
export const nicAddress = pciAddress("0000:01:00.0");

/** QEMU's user network gives the first guest this address (docs/system/devices/net.rst). */
export const managementAddress = "10.0.2.15";

// SPDX-License-Identifier: GPL-2.0-only
// Who is wired to whom. The NIC under test and its peer share a hub inside QEMU; the management NIC, which carries
// SSH, is apart from both, so that a broken NIC under test never cuts the lab off.
import { macAddress } from "./ids.ts";

export const macs = {
  management: macAddress("52:54:00:6d:00:01"),
  underTest: macAddress("52:54:00:6d:00:02"),
  peer: macAddress("52:54:00:6d:00:03"),
  /** Shares a bridge with the NIC under test, and no wire. */
  sibling: macAddress("52:54:00:6d:00:04"),
} as const;

/** QEMU's user network gives the first guest this address (docs/system/devices/net.rst). */
export const managementAddress = "10.0.2.15";

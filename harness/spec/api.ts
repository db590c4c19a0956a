// SPDX-License-Identifier: GPL-2.0-only
// `msixlab/spec`: what a spec file of one's own imports.
export { family, notApplicable, openUserland, type SpecContext } from "./index.ts";
export type { Needs, SpecBody } from "./registry.ts";
export type { Guest } from "../guest/guest.ts";
export { inTurn, sh, type ShellCommand } from "../guest/shell.ts";
export type { GuestResult } from "../guest/ssh.ts";
export type { Userland } from "../guest/userland.ts";
export type { DeviceDefinition } from "../../lab/device/index.ts";
export * from "../../lab/device/needs.ts";
export type { PciAddress } from "../../lab/ids.ts";
export { assertSilent } from "../guest/complaint.ts";
export {
  barAddress,
  bind,
  bindOwn,
  bindRefused,
  readDriver,
  interruptCpu,
  interruptRows,
  pciFacts,
  unbind,
  type PciFacts,
} from "../guest/pci.ts";
export { captureWire } from "./capture.ts";
export type { Capture, Crossed } from "../machine/capture.ts";
export { type Frame, type VlanTag } from "../wire/ethernet.ts";
export { describeFrame, frameFaults } from "../wire/faults.ts";
export { parseIp, type IpPacket } from "../wire/ip.ts";
export { readStreams, type TcpStream } from "../wire/stream.ts";
export { parseTcp, parseUdp, type Datagram, type Segment } from "../wire/transport.ts";

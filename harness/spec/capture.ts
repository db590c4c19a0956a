// SPDX-License-Identifier: GPL-2.0-only
import { Capture } from "../machine/capture.ts";
import type { SpecContext } from "./context.ts";
import { notApplicable } from "./skip.ts";
import { hasWire } from "../../lab/argv/device.ts";

/**
 * Captures what crosses the wire of the NIC under test until it is disposed of. Of a spec that does not pass the lab keeps
 * the captures, in the cell's folder: sent.pcap and received.pcap, as seen from the NIC.
 */
export async function captureWire({
  device,
  machine,
  evidenceFile,
}: Pick<SpecContext, "device" | "machine" | "evidenceFile">): Promise<Capture> {
  if (!hasWire(device)) notApplicable(`${device.model} has no wire`);
  const files = { sent: evidenceFile("sent.pcap"), received: evidenceFile("received.pcap") };
  return Capture.start(machine, files);
}

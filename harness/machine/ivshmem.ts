// SPDX-License-Identifier: GPL-2.0-only
// The other end of QEMU's ivshmem-doorbell: a program that starts QEMU and serves it. Made once, kept in the cache.
import path from "node:path";
import { ivshmemFd } from "../../lab/argv/device.ts";
import { deviceFacts, type DeviceModel } from "../../lab/device.ts";
import { artifact, hashOf } from "../host/artifact.ts";
import { compileTool, toolInputs } from "../host/tools.ts";
import type { Context } from "../host/context.ts";

const sources = path.join(import.meta.dirname, "ivshmem");

/** What has to come before QEMU's command line for a device: nothing, or the server and its arguments. */
export async function launcherFor(device: DeviceModel, context: Context): Promise<readonly string[]> {
  if (device !== "ivshmem") return [];
  const file = `tools/ivshmem-server-${hashOf(await toolInputs(sources))}`;
  const wanted = { stage: "tools", subject: "ivshmem server", file };
  const server = await artifact(wanted, context, (out) => compileTool(sources, out, context.signal));
  const { vectors, bars } = deviceFacts.ivshmem;
  const memory = bars.find(({ index }) => index === 2)?.size;
  return [server.path, String(ivshmemFd), String(vectors), String(memory)];
}

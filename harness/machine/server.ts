// SPDX-License-Identifier: GPL-2.0-only
// The other end of a device that is served from outside QEMU (ivshmem-doorbell): a program that starts QEMU and serves it.
// Made once, kept in the cache.
import path from "node:path";
import type { DeviceDefinition } from "../../lab/device/index.ts";
import { artifact, hashInputs } from "../host/artifact.ts";
import { compileTool, toolInputs } from "../host/tools.ts";
import type { Context } from "../host/context.ts";

/** What has to come before QEMU's command line for a device: nothing, or its server and that one's arguments. */
export async function launcherFor({ server }: DeviceDefinition, context: Context): Promise<readonly string[]> {
  if (server === undefined) return [];
  const sources = path.resolve(import.meta.dirname, server.sources);
  const name = path.basename(sources);
  const file = `tools/${name}-server-${hashInputs(await toolInputs(sources))}`;
  const wanted = { stage: "tools", subject: `${name} server`, file };
  const program = await artifact(wanted, context, (out) => compileTool(sources, out, context.signal));
  return [program.path, ...server.args];
}

// SPDX-License-Identifier: GPL-2.0-only
// Stage two: a tree to compile in that holds the source with the series applied.
import { writeFile } from "node:fs/promises";
import { withSource } from "./fetch/index.ts";
import type { SourceIdentity } from "./fetch/source.ts";
import { exists } from "../host/files.ts";
import { applySeries, type Overlay } from "../series/overlay.ts";
import type { OnNote } from "../series/scanned.ts";
import { stage } from "../host/stage.ts";
import { sideText, type KernelRequest } from "./types.ts";
import type { Context } from "../host/context.ts";
import { createTree, syncTree, type Workspace } from "./workspace.ts";

/** Notes of how a series was applied are notes of the run. */
export function noteTo(context: Context): OnNote {
  return (text) => context.emit({ type: "note", source: "lab", text });
}

/** The stage: brings the workspace's tree to source and series. Gives what the series changes. */
export async function patchTree(
  workspace: Workspace,
  request: KernelRequest,
  identity: SourceIdentity,
  context: Context,
): Promise<Overlay> {
  return stage(context, "patch", `${sideText(request)} ${identity.label}`, (progress) =>
    withSource(request.source, identity, context, progress, async (source) => {
      const { series } = request;
      const onNote = noteTo(context);
      const overlay = series === undefined ? new Map() : await applySeries(source.folder, series, source.label, onNote);
      const cached = await exists(workspace.tree);
      await createTree(workspace, source);
      const changed = await syncTree(workspace, source, overlay);
      await writeFile(workspace.log, changed.map((file) => `changed ${file}\n`).join(""));
      return { value: overlay, cached: cached && changed.length === 0 };
    }),
  );
}

// SPDX-License-Identifier: GPL-2.0-only
// What the series changes, and which specs entered it.
import type { JSX } from "preact";
import type { RunRecord } from "../../record/model.ts";
import { changedFiles } from "../changed.ts";

/** Below the tiles: files, their functions, and who ran them. */
export function Changed({ record }: { record: RunRecord }): JSX.Element | null {
  const files = changedFiles(record);
  if (files.length === 0) return null;
  return (
    <dl class="changed">
      {files.map(({ file, functions, text }) => (
        <>
          <dt class="mono">{file}</dt>
          <dd>
            {text}
            {functions.map(({ name, text: who, entered }) => (
              <span class={entered ? "entered" : "idle"}>
                <span class="mono">{name}()</span> {who}
              </span>
            ))}
          </dd>
        </>
      ))}
    </dl>
  );
}

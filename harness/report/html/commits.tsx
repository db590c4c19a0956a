// SPDX-License-Identifier: GPL-2.0-only
import type { JSX } from "preact";
import { commitRows } from "../commits.ts";
import type { RunRecord } from "../../record/model.ts";
import { Badge } from "./parts.tsx";

/** Commit by commit: which patch of the series builds, boots and passes by itself. */
export function Commits({ record }: { record: RunRecord }): JSX.Element | null {
  const rows = commitRows(record);
  if (rows.length === 0) return null;
  return (
    <section id="commits">
      <h2>Commit by commit</h2>
      {rows.map(({ commit, name, builds, boots, specs, outcome }) => (
        <article class="box">
          <p>
            <Badge outcome={outcome} /> {name}: <strong>{commit.subject}</strong>{" "}
            <small>{[builds, boots, specs].filter((word) => word !== "").join(", ")}</small>
          </p>
          {commit.output === undefined ? null : <pre class="said">{commit.output}</pre>}
        </article>
      ))}
    </section>
  );
}

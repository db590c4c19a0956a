// SPDX-License-Identifier: GPL-2.0-only
import type { JSX } from "preact";
import type { PortChange, RunRecord } from "../../record/model.ts";
import { sinceText } from "../words-port.ts";
import { Diff } from "./parts.tsx";

function Change({ change }: { change: PortChange }): JSX.Element {
  return (
    <article class="box">
      <h3>
        {change.rule} <small>{sinceText(change)}</small>
      </h3>
      <p>
        {change.why}. <small class="mono">{`guest-kernel/port/${change.file}`}</small>
      </p>
      {change.dropped === undefined ? null : <p class="faint">Dropped:</p>}
      <Diff text={change.diff} />
    </article>
  );
}

/** What had to change so that an old series fits: each rule with what it did. */
export function Ported({ record }: { record: RunRecord }): JSX.Element | null {
  const { port } = record;
  if (port === undefined) return null;
  return (
    <section id="port">
      <h2>Changes by --port</h2>
      {port.changes.length + port.brought.length === 0 ? <p class="empty">Nothing changed.</p> : null}
      {port.brought.map(({ patch, rule }) => (
        <p>
          Both sides have <b>{patch}</b>: {rule}.
        </p>
      ))}
      {port.changes.map((change) => (
        <Change change={change} />
      ))}
    </section>
  );
}

// SPDX-License-Identifier: GPL-2.0-only
// Trials → one HTML file that needs nothing else.
import type { JSX } from "preact";
import { byRank, shownDiffs, trialVerdict, type TrialRow, type TrialsView } from "../trials.ts";
import { duration, plural } from "../words.ts";
import { renderDocument } from "./document.tsx";
import { Diff, Scroll } from "./parts.tsx";

function Row({ row }: { row: TrialRow }): JSX.Element {
  return (
    <tr>
      <td>
        <code>{row.name}</code>
        {[row.what, ...row.more].map((text) => (
          <small>{text}</small>
        ))}
      </td>
      <td>
        <span class={`pill ${row.colour}`}>{trialVerdict(row)}</span>
      </td>
      <td>
        {row.by}
        <small>{row.why}</small>
      </td>
      <td>{duration(row.seconds)}</td>
    </tr>
  );
}

/** What survived, as it is in the source. */
function Diffs({ view }: { view: TrialsView }): JSX.Element | null {
  const shown = shownDiffs(view);
  if (shown.length === 0) return null;
  return (
    <section>
      <h2>Diffs</h2>
      {shown.map(({ name, status, what, why, diff }) => (
        <article class="box">
          <h3>
            {name} <small>{status}</small>
          </h3>
          <p>
            {what} <small>{why}</small>
          </p>
          <Diff text={diff} />
        </article>
      ))}
    </section>
  );
}

function Page({ view }: { view: TrialsView }): JSX.Element {
  const tone = view.exitCode === 0 ? "pass" : view.exitCode === 1 ? "fail" : "none";
  const title = `${view.stem[0]?.toUpperCase() ?? ""}${view.stem.slice(1)}`;
  return (
    <>
      <header class={`banner ${tone}`}>
        <div class="inside">
          <p class="what">
            <span class="lab">msixlab {view.verb}</span> <span>{view.subject}</span> <span>{view.startedAt}</span>
          </p>
          <h1>{view.score}</h1>
          <p class="lead">
            {`${plural(view.sound, "spec")} passed ${view.without}, ${view.broken.length} did not. ${duration(view.seconds)}.`}
          </p>
        </div>
      </header>
      <main>
        <section>
          <h2>{title}</h2>
          <ul class="notes">
            {view.broken.map(({ cell, spec, why }) => (
              <li>{`fails ${view.without}: ${spec} in ${cell}: ${why}`}</li>
            ))}
            {view.notes.map((note) => (
              <li>{note}</li>
            ))}
          </ul>
          <Scroll label={view.stem}>
            <table class="list">
              <thead>
                <tr>
                  <th>{view.kind}</th>
                  <th class="some">verdict</th>
                  <th>by</th>
                  <th class="little">took</th>
                </tr>
              </thead>
              <tbody>
                {view.rows.toSorted(byRank).map((row) => (
                  <Row row={row} />
                ))}
              </tbody>
            </table>
          </Scroll>
          <p class="copy">
            <code>{view.command}</code>
          </p>
        </section>
        <Diffs view={view} />
      </main>
    </>
  );
}

/** Renders trials as one self-contained HTML page. */
export function renderTrialsHtml(view: TrialsView): string {
  return renderDocument({
    title: `${view.stem}: ${view.subject} ${view.id}`,
    children: <Page view={view} />,
  });
}

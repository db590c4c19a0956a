// SPDX-License-Identifier: GPL-2.0-only
// Bisection record → bisect.html: one file that needs nothing else.
import type { JSX } from "preact";
import { listRows, sureness } from "../bisection-words.ts";
import type { BisectionRecord } from "../bisection.ts";
import { duration, plural } from "../words.ts";
import { renderDocument } from "./document.tsx";
import { Scroll } from "./parts.tsx";

const colours: readonly (readonly [beginning: string, outcome: string])[] = [
  ["good", "PASS"],
  ["bad", "FAIL"],
  ["skipped", "SKIP"],
];

function Steps({ record }: { record: BisectionRecord }): JSX.Element {
  return (
    <table class="list">
      <thead>
        <tr>
          <th>point</th>
          <th class="little">failed</th>
          <th class="little">built</th>
          <th>verdict</th>
        </tr>
      </thead>
      <tbody>
        {listRows(record).map(({ point, counts, verdict, made }) => (
          <tr>
            <td>{point}</td>
            <td>{counts}</td>
            <td>{made}</td>
            <td>
              <span class={`pill ${colours.find(([beginning]) => verdict.startsWith(beginning))?.[1] ?? "MISS"}`}>
                {verdict}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Page({ record }: { record: BisectionRecord }): JSX.Element {
  return (
    <>
      <header class={`banner ${record.conclusion === "found" ? "pass" : "none"}`}>
        <div class="inside">
          <p class="what">
            <span class="lab">msixlab bisect</span> <span>{record.of.name}</span> <span>{record.startedAt}</span>
          </p>
          <h1>{record.sentence}</h1>
          <p class="lead">{`${record.cell}; ${plural(record.runs, "run")}, ${duration(record.seconds)}.`}</p>
        </div>
      </header>
      <main>
        <section>
          <h2>Suspects</h2>
          <ul>
            {record.suspects.map(({ number, id, subject, probability }) => (
              <li>
                {`${number}. ${subject} `}
                <code>{id}</code> {sureness(probability)}
              </li>
            ))}
          </ul>
        </section>
        <section>
          <h2>Steps</h2>
          <Scroll label="steps of the bisection">
            <Steps record={record} />
          </Scroll>
          <p class="copy">
            <code>{record.command}</code>
          </p>
        </section>
      </main>
    </>
  );
}

/** Renders a bisection as one self-contained HTML page. */
export function renderBisectionHtml(record: BisectionRecord): string {
  return renderDocument({ title: `bisect: ${record.spec} ${record.id}`, children: <Page record={record} /> });
}

// SPDX-License-Identifier: GPL-2.0-only
// Bisection record → bisect.html: one file that needs nothing else.
import type { JSX } from "preact";
import { render } from "preact-render-to-string";
import { rowsOf, sureness } from "../bisection-write.ts";
import type { BisectionRecord } from "../bisection.ts";
import { duration, plural } from "../words.ts";
import { style } from "./style.ts";

const own = `
.steps { width: 100%; font-size: 14px } .steps th { text-align: left; color: var(--faint); font-weight: 400; padding: 8px 12px }
.steps td { padding: 6px 12px; border-top: 1px solid var(--line); vertical-align: top }`;

const colours: readonly (readonly [beginning: string, outcome: string])[] = [
  ["good", "PASS"],
  ["bad", "FAIL"],
  ["skipped", "SKIP"],
];

function Steps({ record }: { record: BisectionRecord }): JSX.Element {
  return (
    <table class="steps">
      <thead>
        <tr>
          <th>point</th>
          <th>failed</th>
          <th>built</th>
          <th>verdict</th>
        </tr>
      </thead>
      <tbody>
        {rowsOf(record).map(({ point, counts, verdict, made }) => (
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
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="color-scheme" content="light dark" />
        <title>{`bisect: ${record.spec} ${record.id}`}</title>
        <style dangerouslySetInnerHTML={{ __html: style + own }} />
      </head>
      <body>
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
          <h2>Suspects</h2>
          <ul>
            {record.suspects.map(({ number, id, subject, probability }) => (
              <li>
                {`${number}. ${subject} `}
                <code>{id}</code> {sureness(probability)}
              </li>
            ))}
          </ul>
          <h2>Steps</h2>
          <div class="scroll">
            <Steps record={record} />
          </div>
          <p class="copy">
            <code>{record.command}</code>
          </p>
        </main>
      </body>
    </html>
  );
}

/** Renders a bisection as one self-contained HTML page. */
export function renderBisectionHtml(record: BisectionRecord): string {
  return `<!doctype html>\n${render(<Page record={record} />)}\n`;
}

// SPDX-License-Identifier: GPL-2.0-only
// Census → census.html: one file that needs nothing else.
import type { JSX } from "preact";
import type { CensusEntry, CensusRecord } from "../../record/census.ts";
import { specSentence } from "../../record/spec-name.ts";
import { censusSentence, entriesIn, listFamilies, listTroubles, rowName, troubleText } from "../census.ts";
import { duration, glyphs, outcomes } from "../words.ts";
import { renderDocument } from "./document.tsx";
import { Badge, Scroll } from "./parts.tsx";

function Square({ entry, spec }: { entry: CensusEntry | undefined; spec: string }): JSX.Element {
  if (entry === undefined) return <i class="sq"> </i>;
  const why = entry.outcome === "PASS" ? "" : `: ${troubleText(entry)}`;
  return (
    <i class={`sq ${entry.outcome}`} title={`${specSentence(spec)}: ${entry.outcome}${why}`}>
      {glyphs[entry.outcome]}
    </i>
  );
}

function Table({ record }: { record: CensusRecord }): JSX.Element {
  const families = listFamilies(record);
  return (
    <Scroll label="drivers by behaviours">
      <table class="census">
        <thead>
          <tr>
            <th>device</th>
            <th>driver</th>
            {families.map(({ name, specs }) => (
              <th title={specs.map(specSentence).join("\n")}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {record.rows.map((row) => (
            <tr>
              <th title={row.chip}>{rowName(row)}</th>
              <td>{row.driver}</td>
              {families.map((family) => (
                <td>
                  {entriesIn(row, family).map((entry, index) => (
                    <Square entry={entry} spec={family.specs[index] ?? ""} />
                  ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Troubles({ record }: { record: CensusRecord }): JSX.Element | null {
  const troubles = listTroubles(record);
  if (troubles.length === 0) return null;
  return (
    <section>
      <h2>What is wrong</h2>
      <Scroll label="what is wrong">
        <table class="list">
          <thead>
            <tr>
              <th>behaviour</th>
              <th class="some">driver</th>
              <th>what</th>
            </tr>
          </thead>
          <tbody>
            {troubles.map(({ row, entry }) => (
              <tr>
                <td>
                  <Badge outcome={entry.outcome} /> {entry.spec}
                  {entry.reproduce === undefined ? null : (
                    <small>
                      <code>{entry.reproduce}</code>
                    </small>
                  )}
                </td>
                <td>
                  {row.driver}
                  <small>{rowName(row)}</small>
                </td>
                <td>{troubleText(entry)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Page({ record }: { record: CensusRecord }): JSX.Element {
  const tone = record.exitCode === 0 ? "pass" : record.exitCode === 1 ? "fail" : "none";
  const notes = [...record.notes, ...(record.failure === undefined ? [] : [`ended early: ${record.failure}`])];
  return (
    <>
      <header class={`banner ${tone}`}>
        <div class="inside">
          <p class="what">
            <span class="lab">msixlab census</span> <span>{record.kernels.join(", ")}</span>{" "}
            <span>{record.startedAt}</span>
          </p>
          <h1>{censusSentence(record)}</h1>
          <p class="lead">{`The kernel as it is. ${duration(record.seconds)}.`}</p>
        </div>
      </header>
      <main>
        <section>
          <h2>Drivers</h2>
          <p class="legend">
            {outcomes.map((one) => (
              <span>
                <i class={`sq ${one}`}>{glyphs[one]}</i> {one}
              </span>
            ))}
          </p>
          <ul class="notes">
            {notes.map((note) => (
              <li>{note}</li>
            ))}
          </ul>
          <Table record={record} />
        </section>
        <Troubles record={record} />
        <p class="copy">
          <code>{record.command}</code>
        </p>
      </main>
    </>
  );
}

/** Renders a census as one self-contained HTML page. */
export function renderCensusHtml(record: CensusRecord): string {
  return renderDocument({
    title: `census: ${record.kernels.join(", ")} ${record.id}`,
    children: <Page record={record} />,
  });
}

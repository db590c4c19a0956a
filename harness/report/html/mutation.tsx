// SPDX-License-Identifier: GPL-2.0-only
// Mutation record → mutants.html: one file that needs nothing else.
import type { JSX } from "preact";
import { byRank, mutantVerdict, killerText } from "../mutation-words.ts";
import { score, type MutantRecord, type MutationRecord } from "../../record/mutation.ts";
import { duration, plural } from "../words.ts";
import { renderDocument } from "./document.tsx";
import { Scroll } from "./parts.tsx";

/** The outcome whose colour a status has. */
const colour = { killed: "PASS", survived: "FAIL", explained: "SKIP", error: "ERROR", miss: "MISS" } as const;

function Row({ mutant }: { mutant: MutantRecord }): JSX.Element {
  return (
    <tr>
      <td>
        <code>{mutant.name}</code>
        <small>{mutant.breaks}</small>
      </td>
      <td>
        <span class={`pill ${colour[mutant.status]}`}>{mutantVerdict(mutant)}</span>
      </td>
      <td>
        {killerText(mutant)}
        <small>{mutant.why}</small>
      </td>
      <td>{duration(mutant.seconds)}</td>
    </tr>
  );
}

function Page({ record }: { record: MutationRecord }): JSX.Element {
  const tone = record.exitCode === 0 ? "pass" : record.exitCode === 1 ? "fail" : "none";
  return (
    <>
      <header class={`banner ${tone}`}>
        <div class="inside">
          <p class="what">
            <span class="lab">msixlab mutate</span> <span>{record.series.name}</span> <span>{record.startedAt}</span>
          </p>
          <h1>{score(record.mutants)}</h1>
          <p class="lead">
            {`${plural(record.sound, "spec")} passed without a mutant, ${record.broken.length} did not. ${duration(record.seconds)}.`}
          </p>
        </div>
      </header>
      <main>
        <section>
          <h2>Mutants</h2>
          <ul class="notes">
            {record.broken.map(({ cell, spec, why }) => (
              <li>{`fails without a mutant: ${spec} in ${cell}: ${why}`}</li>
            ))}
            {record.notes.map((note) => (
              <li>{note}</li>
            ))}
          </ul>
          <Scroll label="mutants">
            <table class="list">
              <thead>
                <tr>
                  <th>mutant</th>
                  <th class="some">verdict</th>
                  <th>by</th>
                  <th class="little">took</th>
                </tr>
              </thead>
              <tbody>
                {record.mutants.toSorted(byRank).map((mutant) => (
                  <Row mutant={mutant} />
                ))}
              </tbody>
            </table>
          </Scroll>
          <p class="copy">
            <code>{record.command}</code>
          </p>
        </section>
      </main>
    </>
  );
}

/** Renders a mutation run as one self-contained HTML page. */
export function renderMutationHtml(record: MutationRecord): string {
  return renderDocument({
    title: `mutants: ${record.series.name} ${record.id}`,
    children: <Page record={record} />,
  });
}

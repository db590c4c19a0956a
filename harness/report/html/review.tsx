// SPDX-License-Identifier: GPL-2.0-only
import type { JSX } from "preact";
import type { ReviewRemark, RunRecord } from "../model.ts";
import { outcomesOn, placeOfRemark } from "../review.ts";
import { Badge } from "./parts.tsx";

function Remark({ record, remark }: { record: RunRecord; remark: ReviewRemark }): JSX.Element {
  return (
    <article class="box">
      <h3>
        <span class="mono">{placeOfRemark(remark)}</span> <small>{remark.author ?? ""}</small>
      </h3>
      {remark.hunk === undefined ? null : <pre>{remark.hunk}</pre>}
      <p style="white-space: pre-line">{remark.text}</p>
      {outcomesOn(record, remark).map(({ spec, cell, outcome }) => (
        <p>
          <Badge outcome={outcome} /> {spec} <small>{cell}</small>
        </p>
      ))}
    </article>
  );
}

/** What a review of the series says, each remark below the lines that it is about. */
export function Review({ record }: { record: RunRecord }): JSX.Element | null {
  const { review = [] } = record;
  if (review.length === 0) return null;
  return (
    <section id="review">
      <h2>What the review says</h2>
      {review.map((remark) => (
        <Remark record={record} remark={remark} />
      ))}
    </section>
  );
}

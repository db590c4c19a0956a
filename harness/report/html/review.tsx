// SPDX-License-Identifier: GPL-2.0-only
import type { JSX } from "preact";
import type { ReviewRemark, RunRecord } from "../../record/model.ts";
import { bearingsOn, remarkLocation, silenceOn } from "../review.ts";
import { Badge } from "./parts.tsx";

function Remark({ record, remark }: { record: RunRecord; remark: ReviewRemark }): JSX.Element {
  const bearings = bearingsOn(record, remark);
  return (
    <article class="box">
      <h3>
        <span class="mono">{remarkLocation(remark)}</span> <small>{remark.author ?? ""}</small>
      </h3>
      {remark.hunk === undefined ? null : <pre>{remark.hunk}</pre>}
      <p style="white-space: pre-line">{remark.text}</p>
      {bearings.length === 0 ? <p class="empty">{silenceOn(remark)}</p> : null}
      {bearings.map(({ spec, outcome, machines, reason }) => (
        <p>
          <Badge outcome={outcome} /> {spec} <small>{machines.join(", ")}</small>
          {reason === undefined ? null : <span class="faint"> {reason}</span>}
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

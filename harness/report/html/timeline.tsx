// SPDX-License-Identifier: GPL-2.0-only
// Where the time went: a bar a stage on a common axis, packed into as few lanes as they fit in.
import type { JSX } from "preact";
import type { RunRecord, Stage } from "../../record/model.ts";
import { duration, plural } from "../words.ts";

interface Placed {
  readonly stage: Stage;
  readonly lane: number;
  /** Percent of the axis. */
  readonly left: number;
  readonly width: number;
}

/** Places stages on lanes so that none covers another. */
export function place(stages: readonly Stage[]): { placed: Placed[]; from: number; seconds: number } {
  const ordered = [...stages].sort((a, b) => a.startedAt - b.startedAt);
  const from = ordered[0]?.startedAt ?? 0;
  const until = Math.max(from + 1, ...ordered.map(({ startedAt, seconds }) => startedAt + seconds * 1000));
  const span = until - from;
  const ends: number[] = [];
  const placed = ordered.map((stage) => {
    const free = ends.findIndex((end) => end <= stage.startedAt);
    const lane = free < 0 ? ends.length : free;
    const width = (stage.seconds * 100_000) / span;
    // A bar that is too short to see still takes a place that can be pointed at.
    ends[lane] = stage.startedAt + Math.max(stage.seconds * 1000, span / 200);
    return { stage, lane, left: ((stage.startedAt - from) / span) * 100, width: Math.max(0.4, width) };
  });
  return { placed, from, seconds: span / 1000 };
}

const known = ["fetch", "patch", "configure", "build", "image", "boot", "snapshot", "specs"];

function Bar({ stage, lane, left, width }: Placed): JSX.Element {
  const words = `${stage.stage} ${stage.subject}: ${stage.cached ? "cached" : duration(stage.seconds)}${stage.ok ? "" : ", failed"}`;
  const colour = known.includes(stage.stage) ? `s-${stage.stage}` : "s-other";
  const position = `left:${left.toFixed(2)}%;width:${Math.min(width, 100 - left).toFixed(2)}%;top:${lane * 26}px`;
  return (
    <div
      class={`bar ${colour} ${stage.cached ? "cached" : ""} ${stage.ok ? "" : "bad"}`}
      style={position}
      title={words}
    >
      <span>
        {stage.ok ? "" : "✗ "}
        {stage.stage} {stage.subject}
      </span>
    </div>
  );
}

function Sums({ stages }: { stages: readonly Stage[] }): JSX.Element {
  const kinds = [...new Set(stages.map(({ stage }) => stage))];
  return (
    <table class="sums">
      <thead>
        <tr>
          <th>stage</th>
          <th>times</th>
          <th>took</th>
          <th>longest</th>
          <th>from the cache</th>
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => {
          const own = stages.filter(({ stage }) => stage === kind).sort((a, b) => b.seconds - a.seconds);
          const cached = own.filter((one) => one.cached).length;
          return (
            <tr>
              <th scope="row">{kind}</th>
              <td>{own.length}</td>
              <td>{duration(own.reduce((sum, { seconds }) => sum + seconds, 0))}</td>
              <td>
                {duration(own[0]?.seconds ?? 0)} <small>{own[0]?.subject}</small>
              </td>
              <td>{cached === 0 ? "" : cached === own.length ? "all" : `${cached} of ${own.length}`}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** What the bars show, for whom a bar is too short to read. */
function Each({ placed }: { placed: readonly Placed[] }): JSX.Element | null {
  if (placed.length === 0) return null;
  const from = placed[0]?.stage.startedAt ?? 0;
  return (
    <details>
      <summary>Each stage</summary>
      <table class="sums">
        <thead>
          <tr>
            <th>began after</th>
            <th>took</th>
            <th>stage</th>
          </tr>
        </thead>
        <tbody>
          {placed.map(({ stage }) => (
            <tr>
              <td>{duration((stage.startedAt - from) / 1000)}</td>
              <td>{stage.cached ? "cached" : duration(stage.seconds)}</td>
              <td>
                {stage.stage} {stage.subject}
                {stage.ok ? "" : ": failed"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** The timeline and the sums below it. */
export function Timeline({ record }: { record: RunRecord }): JSX.Element {
  const { placed, seconds } = place(record.stages);
  const lanes = Math.max(0, ...placed.map(({ lane }) => lane + 1));
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return (
    <section id="time">
      <h2>Where the time went</h2>
      <p>
        {duration(seconds)} in {plural(record.stages.length, "stage")}; bars with a dashed edge came from the cache.
      </p>
      <div
        class="timeline"
        role="img"
        aria-label="the stages on a common axis; all are listed below"
        style={`height:${lanes * 26}px`}
      >
        {placed.map((one) => (
          <Bar {...one} />
        ))}
      </div>
      <div class="axis" aria-hidden="true">
        {ticks.map((tick) => (
          <span style={`left:${tick * 100}%`}>{duration(seconds * tick)}</span>
        ))}
      </div>
      <Sums stages={record.stages} />
      <Each placed={placed} />
    </section>
  );
}

// SPDX-License-Identifier: GPL-2.0-only
// A measurement as a picture: a row a distribution, on one logarithmic scale, with its median, and in words beside it.
import type { JSX } from "preact";
import type { Distribution, Measurement } from "../../record/model.ts";
import { ratioSentence } from "../../record/statistics.ts";

const width = 480;
const height = 36;

/** As many digits as count. */
const short = (value: number): string =>
  value < 100 ? value.toPrecision(2) : Math.round(value).toLocaleString("en", { maximumSignificantDigits: 3 });

function Bars({ of, measurement }: { of: Distribution; measurement: Measurement }): JSX.Element {
  const { from, to } = measurement;
  const most = Math.max(...of.histogram);
  const step = width / of.histogram.length;
  const x = (Math.log(of.median / from) / Math.log(to / from)) * width;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {of.histogram.map((count, bin) => {
        const bar = (count / most) * (height - 4);
        return count === 0 ? null : (
          <rect x={bin * step} y={height - bar} width={step - 0.5} height={bar} fill="var(--done)" opacity="0.55" />
        );
      })}
      <line x1={x} x2={x} y1={2} y2={height} stroke="var(--ink)" vector-effect="non-scaling-stroke" />
      <line x1={0} x2={width} y1={height} y2={height} stroke="var(--edge)" vector-effect="non-scaling-stroke" />
    </svg>
  );
}

/** The distributions of a measurement, and what may be said of their medians. */
export function Distributions({ measurement }: { measurement: Measurement }): JSX.Element {
  const { what, unit, from, to, distributions, ratios } = measurement;
  return (
    <figure class="measurement">
      <figcaption>{what}</figcaption>
      {distributions.map((one) => (
        <>
          <p>
            <b>{one.name}</b>{" "}
            <small>
              {`median ${short(one.median)} ${unit}; 5 % below ${short(one.p5)}, 95 % below ${short(one.p95)}; ${one.count} samples`}
            </small>
          </p>
          <Bars of={one} measurement={measurement} />
        </>
      ))}
      <div class="scale">
        <span>{`${short(from)} ${unit}`}</span>
        <span>{`${short(to)} ${unit}, logarithmic`}</span>
      </div>
      {ratios.map((one) => (
        <p>{ratioSentence(one)}: medians, with the 95 % interval.</p>
      ))}
    </figure>
  );
}

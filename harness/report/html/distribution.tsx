// SPDX-License-Identifier: GPL-2.0-only
// A measurement as a picture: a row a distribution, on one logarithmic scale, with its median, and in words beside it.
import type { JSX } from "preact";
import type { Distribution, Measurement } from "../../record/model.ts";
import { sentenceOfRatio } from "../../record/statistics.ts";

const width = 480;
const height = 44;

/** As many digits as count. */
const short = (value: number): string =>
  value < 100 ? value.toPrecision(2) : Math.round(value).toLocaleString("en", { maximumSignificantDigits: 3 });

function Row({ of, measurement, y }: { of: Distribution; measurement: Measurement; y: number }): JSX.Element {
  const { from, to, unit } = measurement;
  const most = Math.max(...of.histogram);
  const step = width / of.histogram.length;
  const x = (Math.log(of.median / from) / Math.log(to / from)) * width;
  return (
    <g transform={`translate(0 ${y})`}>
      <title>{`${of.name}: 5 % below ${short(of.p5)} ${unit}, 95 % below ${short(of.p95)} ${unit}, ${of.count} samples`}</title>
      {of.histogram.map((count, bin) => {
        const bar = (count / most) * (height - 8);
        return count === 0 ? null : (
          <rect x={bin * step} y={height - bar} width={step - 0.5} height={bar} fill="var(--done)" opacity="0.55" />
        );
      })}
      <line x1={x} x2={x} y1={4} y2={height} stroke="var(--ink)" />
      <line x1={0} x2={width} y1={height} y2={height} stroke="var(--line)" />
      <text x={width + 10} y={height - 16} fill="var(--ink)" font-size="12">
        {of.name}
      </text>
      <text x={width + 10} y={height - 2} fill="var(--faint)" font-size="11">
        {`median ${short(of.median)} ${unit}`}
      </text>
    </g>
  );
}

/** The distributions of a measurement, and what may be said of their medians. */
export function Distributions({ measurement }: { measurement: Measurement }): JSX.Element {
  const { what, unit, from, to, distributions, ratios } = measurement;
  const bottom = distributions.length * (height + 6);
  return (
    <figure class="measurement">
      <figcaption>{what}</figcaption>
      <svg viewBox={`0 0 ${width + 190} ${bottom + 18}`} role="img" aria-label={what} style="max-width: 46rem">
        {distributions.map((one, i) => (
          <Row of={one} measurement={measurement} y={i * (height + 6)} />
        ))}
        <text x={0} y={bottom + 12} fill="var(--faint)" font-size="11">
          {`${short(from)} ${unit}`}
        </text>
        <text x={width} y={bottom + 12} fill="var(--faint)" font-size="11" text-anchor="end">
          {`${short(to)} ${unit}, logarithmic`}
        </text>
      </svg>
      {ratios.map((one) => (
        <p>{sentenceOfRatio(one)}: medians, with the 95 % interval.</p>
      ))}
    </figure>
  );
}

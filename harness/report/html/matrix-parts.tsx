// SPDX-License-Identifier: GPL-2.0-only
// What stands around the matrix: how to choose its rows, what its squares mean, and why specs were skipped.
import type { JSX } from "preact";
import type { RunRecord } from "../../record/model.ts";
import { glyphs, outcomes, plural } from "../words.ts";

/** What the squares mean, and how rows are opened. */
export function Legend(): JSX.Element {
  return (
    <p class="legend">
      {outcomes.map((one) => (
        <span>
          <i class={`sq ${one}`}>{glyphs[one]}</i> {one}
        </span>
      ))}
      <span>
        <i class="sq FAIL regressions">{glyphs.FAIL}</i> regression, or failure on patched
      </span>
      <span class="hint">▸ unfolds a family</span>
      <span class="hint">click a spec's name for details</span>
      <span class="hint">underlined: has a log</span>
    </p>
  );
}

const views = [
  ["", "all"],
  ["regressions failures", "regressions and failures"],
  ["FAIL ERROR MISS", "FAIL, ERROR, MISS"],
  ["SKIP", "SKIP"],
  ["fixes newPasses", "fixes and new passes"],
] as const;

/** Chooses rows. It needs the page's script: without that it is not there. */
export function Filter(): JSX.Element {
  return (
    <form class="filter" role="search" hidden>
      <input type="search" id="filter" placeholder="filter specs" aria-label="filter specs" autocomplete="off" />
      {views.map(([value, label], i) => (
        <label>
          <input type="radio" name="view" value={value} checked={i === 0} /> {label}
        </label>
      ))}
      <button type="button" id="unfold" aria-pressed="false">
        unfold all
      </button>
      <output id="shown" />
    </form>
  );
}

/** Why specs were skipped, the most frequent reason first. */
export function Skips({ record }: { record: RunRecord }): JSX.Element | null {
  const reasons = new Map<string, number>();
  for (const { outcome, reason = "no reason given" } of record.results)
    if (outcome === "SKIP") reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  if (reasons.size === 0) return null;
  const total = [...reasons.values()].reduce((sum, count) => sum + count, 0);
  return (
    <details class="skips">
      <summary>
        Why {total} were skipped <small>{plural(reasons.size, "reason")}</small>
      </summary>
      <ul>
        {[...reasons]
          .sort(([, a], [, b]) => b - a)
          .map(([reason, count]) => (
            <li>
              {reason} <small>{`${count}×`}</small>
            </li>
          ))}
      </ul>
    </details>
  );
}

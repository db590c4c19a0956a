// The series' own lines, hunk by hunk: how often each ran, and what no cell ran. A mark beside each line says it
// without colour.
import type { JSX } from "preact";
import type { Coverage as Data, CoveredLine } from "../../record/model.ts";
import { plural } from "../words.ts";
import { hunkShares, lineMarks, lineState, percent, shareText } from "../words-coverage.ts";

type File = Data["files"][number];
type Hunk = File["hunks"][number];

const words = {
  ran: "ran",
  part: "partly: not all branches were taken",
  missed: "did not run",
  none: "",
} as const;

/** 12345 → 12k: counts of a storm of interrupts would push the source away. */
function short(count: number): string {
  if (count < 10_000) return String(count);
  return count < 10_000_000 ? `${Math.round(count / 1000)}k` : `${Math.round(count / 1_000_000)}M`;
}

function CoverageRow({ line, cells }: { line: CoveredLine; cells: readonly string[] }): JSX.Element {
  const { number, text, own, count, branches, ran = [], reason } = line;
  const state = lineState(line);
  const taken = branches?.filter((times) => times > 0).length ?? 0;
  const where = ran.map((index) => cells[index]).join(", ");
  return (
    <>
      <tr class={`${state} ${own ? "own" : ""}`}>
        <td class="mark" title={words[state]}>
          {lineMarks[state]}
        </td>
        <td class="times" title={where}>
          {count === undefined ? "" : short(count)}
        </td>
        <td class="ways" title={branches?.join(", ")}>
          {branches === undefined ? "" : `${taken}/${branches.length}`}
        </td>
        <td class="number">{number}</td>
        <td class="sign">{own ? "+" : ""}</td>
        <td class="text">{text}</td>
      </tr>
      {reason === undefined ? null : (
        <tr class="why">
          <td colSpan={5} />
          <td class="text">{reason}</td>
        </tr>
      )}
    </>
  );
}

function HunkRows({ file, hunk, cells }: { file: File; hunk: Hunk; cells: readonly string[] }): JSX.Element {
  const { lines, branches } = hunkShares(hunk.lines);
  const ran = hunk.ran.map((index) => cells[index]);
  const open = lines.covered < lines.total || branches.covered < branches.total;
  return (
    <details class="card hunk" open={open}>
      <summary>
        <strong>
          {file.file}:{hunk.lines[0]?.number}
        </strong>
        <code>{hunk.within}</code>
        <em>
          {lines.total === 0
            ? file.built
              ? "no code"
              : "not built: the kernel's configuration leaves it out"
            : `${shareText(lines, "line")}, ${shareText(branches, "branch")}`}
        </em>
      </summary>
      {lines.total === 0 ? null : (
        <p class="faint">{ran.length === 0 ? "No cell ran it." : `Ran in ${ran.join(", ")}.`}</p>
      )}
      <div class="source">
        <table>
          {hunk.lines.map((line) => (
            <CoverageRow line={line} cells={cells} />
          ))}
        </table>
      </div>
    </details>
  );
}

function Stale({ stale }: { stale: Data["stale"] }): JSX.Element | null {
  if (stale.length === 0) return null;
  return (
    <>
      <h3>Stale reasons</h3>
      <ul class="notes">
        {stale.map(({ file, lines, why }) => (
          <li>
            {file}: <code>{lines.join(" ")}</code> {why}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Coverage of the series. Nothing if no kernel of the run measured it. */
export function Coverage({ coverage }: { coverage: Data | undefined }): JSX.Element | null {
  if (coverage === undefined) return null;
  const { cells, lines, branches, files, stale } = coverage;
  return (
    <section id="coverage">
      <h2>Coverage of the series</h2>
      <p class="lead">
        <b>{percent(lines)}</b> of its lines ({shareText(lines, "line")}), <b>{percent(branches)}</b> of their branches
        ({shareText(branches, "branch")}), over {plural(cells.length, "cell")}.
      </p>
      <p class="legend">
        <span>{lineMarks.ran} ran</span>
        <span>{lineMarks.part} partly: not all branches were taken</span>
        <span>{lineMarks.missed} did not run</span>
      </p>
      <p class="faint">
        Beside each line: how often it ran, and how many of its branches were taken. Branches are those that gcov sees
        on the series' own lines, also those that come out of a macro; the returns of calls are none.
      </p>
      {files.flatMap((file) => file.hunks.map((hunk) => <HunkRows file={file} hunk={hunk} cells={cells} />))}
      <Stale stale={stale} />
    </section>
  );
}

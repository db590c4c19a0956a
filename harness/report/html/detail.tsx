// SPDX-License-Identifier: GPL-2.0-only
// Everything known of one result, and of one cell. Panels open by their anchor, so they work without a script.
import type { ComponentChildren, JSX } from "preact";
import { splatName, type Cell, type Result, type RunRecord, type Splat } from "../../record/model.ts";
import { duration } from "../words.ts";
import { evidenceLines } from "../evidence.ts";
import { Distributions } from "./distribution.tsx";
import { Badge, Copy, Log } from "./parts.tsx";
import { cellAnchor, type Index } from "./rows.ts";

/** A console that is longer than this is folded. */
const unfoldedLines = 60;

function Facts({ facts }: { facts: Result["facts"] }): JSX.Element | null {
  const entries = Object.entries(facts);
  if (entries.length === 0) return null;
  return (
    <table class="facts">
      {entries.map(([name, value]) => (
        <tr>
          <th scope="row">{name}</th>
          <td>{value}</td>
        </tr>
      ))}
    </table>
  );
}

function splatTitle(splat: Splat): string {
  const { kind, at, file } = splat;
  const place = [at, file].filter((part) => part !== undefined).join(", ");
  return `${kind}: ${splatName(splat)}${place === "" ? "" : ` at ${place}`}`;
}

function Console({ text, open }: { text: string; open: boolean }): JSX.Element {
  const lines = text.trimEnd().split("\n");
  return <Log title="console" lines={lines} open={open && lines.length <= unfoldedLines} />;
}

/** Reason, detail, splats, console and how to do it again. */
export function ResultBody({
  result,
  cell,
  evidence,
}: {
  result: Result;
  cell: Cell | undefined;
  evidence: readonly string[];
}): JSX.Element {
  const { reason, detail, facts, splats, expected, reproduce } = result;
  const trouble = !["PASS", "SKIP", "DONE"].includes(result.outcome);
  return (
    <div class="body">
      {reason === undefined ? null : <p class="reason">{reason}</p>}
      {evidence.length === 0 ? null : (
        <ul class="evidence">
          {evidence.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
      )}
      {detail === undefined ? null : <pre class="said">{detail}</pre>}
      <Facts facts={facts} />
      {(result.measurements ?? []).map((measurement) => (
        <Distributions measurement={measurement} />
      ))}
      {expected.map((title) => (
        <p class="expected">expected splat: {title}</p>
      ))}
      {splats.map((splat) => (
        <Log title={splatTitle(splat)} lines={splat.text} open />
      ))}
      {result.console === undefined ? null : <Console text={result.console} open={trouble && splats.length === 0} />}
      {reproduce === undefined ? null : <Copy label="again" text={reproduce} />}
      {trouble && cell?.shell !== undefined ? <Copy label="shell" text={cell.shell} /> : null}
      {trouble && cell?.qemu !== undefined ? <QemuLine text={cell.qemu} /> : null}
    </div>
  );
}

/** Lies over the page while its anchor is the target. */
export function Panel({ id, children }: { id: string; children: ComponentChildren }): JSX.Element {
  return (
    <article class="panel" id={id} tabIndex={-1}>
      <a class="close" href="#-" aria-label="close">
        ×
      </a>
      {children}
    </article>
  );
}

/** One panel a result that has more to say than its spec's panel does: where an underlined square leads. */
export function ResultPanels({ record, index }: { record: RunRecord; index: Index }): JSX.Element {
  const cells = new Map(record.cells.map((cell) => [cell.id, cell]));
  const findOther = (result: Result): Result | undefined =>
    index.find(result.spec, result, result.side === "base" ? "patched" : "base");
  return (
    <>
      {record.results.filter(index.isOwn).map((result) => {
        const other = findOther(result);
        return (
          <Panel id={index.resultAnchor(result)}>
            <h3>
              <a href={`#${index.specAnchor(result.spec)}`}>{result.spec}</a>
            </h3>
            <p class="facing">
              <Badge outcome={result.outcome} /> <a href={`#${cellAnchor(result.cell)}`}>{result.cell}</a>{" "}
              <small>{duration(result.seconds)}</small>
              {other === undefined ? null : (
                <a class="other" href={`#${index.resultAnchor(other)}`}>
                  {other.side}: <Badge outcome={other.outcome} />
                </a>
              )}
            </p>
            <ResultBody result={result} cell={cells.get(result.cell)} evidence={evidenceLines(record, result)} />
          </Panel>
        );
      })}
    </>
  );
}

/** One panel a cell: how its machine is started and reached. */
export function CellPanels({ record }: { record: RunRecord }): JSX.Element {
  return (
    <>
      {record.cells.map((cell) => (
        <Panel id={cellAnchor(cell.id)}>
          <h3>cell {cell.id}</h3>
          {cell.failure === undefined ? null : <p class="reason">{cell.failure}</p>}
          <p>
            {cell.bootSeconds === undefined
              ? "Never answered on SSH."
              : `Power-on to the first SSH command: ${duration(cell.bootSeconds)}.`}
            {cell.console === undefined ? null : (
              <>
                {" "}
                Console: <code>{cell.console}</code>
              </>
            )}
          </p>
          {cell.shell === undefined ? null : <Copy label="shell" text={cell.shell} />}
          {cell.qemu === undefined ? null : <QemuLine text={cell.qemu} />}
        </Panel>
      ))}
    </>
  );
}

/** How QEMU was started: to read. What it names of the run's is gone with it, so that it is not offered for copying. */
function QemuLine({ text }: { text: string }): JSX.Element {
  return (
    <details>
      <summary>QEMU command line of this run</summary>
      <pre class="said">{text}</pre>
    </details>
  );
}

// SPDX-License-Identifier: GPL-2.0-only
import type { JSX } from "preact";
import { configurationName, type Cell, type RunRecord } from "../../record/model.ts";
import { duration, listMachines } from "../words.ts";
import { cellAnchor } from "./rows.ts";

function Series({ record }: { record: RunRecord }): JSX.Element | null {
  const { series } = record;
  if (series === undefined) return null;
  return (
    <div class="box">
      <h3>Series {series.name}</h3>
      <ol>
        {series.patches.map((patch) => (
          <li class="mono">{patch}</li>
        ))}
      </ol>
      <p class="mono faint">{series.path}</p>
    </div>
  );
}

function Kernels({ record }: { record: RunRecord }): JSX.Element {
  return (
    <div class="box">
      <h3>Kernels</h3>
      {record.kernels.map((kernel) => (
        <dl>
          <dt>{kernel.side}</dt>
          <dd>
            Linux <b>{kernel.release}</b>, {kernel.flavour}
            {kernel.cached ? " (from the cache)" : " (built in this run)"}
          </dd>
          <dt>source</dt>
          <dd>{kernel.source}</dd>
          <dt>hash</dt>
          <dd class="mono" title={kernel.hash}>
            {kernel.hash.slice(0, 16)}
          </dd>
        </dl>
      ))}
      {record.kernels.length === 0 ? <p class="empty">None was built.</p> : null}
    </div>
  );
}

function bootText({ failure, bootSeconds }: Cell): string {
  if (failure !== undefined) return "did not come up";
  return bootSeconds === undefined ? "was not booted" : duration(bootSeconds);
}

function Machines({ record }: { record: RunRecord }): JSX.Element {
  return (
    <div class="box wide">
      <h3>
        Machines <small>power-on to SSH</small>
      </h3>
      <div class="machines">
        {listMachines(record).map((machine) => (
          <p class="machine">
            <b>{configurationName(machine)}</b>
            {record.cells
              .filter((cell) => configurationName(cell) === configurationName(machine))
              .map((cell) => (
                <span>
                  <a href={`#${cellAnchor(cell.id)}`}>{cell.side}</a> <small>{bootText(cell)}</small>
                </span>
              ))}
          </p>
        ))}
      </div>
    </div>
  );
}

function Host({ record: { host, accelerator } }: { record: RunRecord }): JSX.Element {
  return (
    <div class="box">
      <h3>Host</h3>
      <dl>
        <dt>accelerator</dt>
        <dd>
          <b>{accelerator.name}</b>: {accelerator.why}
        </dd>
        <dt>QEMU</dt>
        <dd>{host.qemu}</dd>
        <dt>host</dt>
        <dd>
          {host.os}, Linux {host.kernel}, {host.cpus} CPUs, Node {host.node}
        </dd>
      </dl>
    </div>
  );
}

/** Series, kernels, machines, host and what a reader must know. */
export function Tested({ record }: { record: RunRecord }): JSX.Element {
  return (
    <section id="tested">
      <h2>What was tested</h2>
      <div class="boxes">
        <Series record={record} />
        <Kernels record={record} />
        <Host record={record} />
        <Machines record={record} />
      </div>
      {record.notes.length === 0 ? null : (
        <>
          <h3>Notes</h3>
          <ul class="notes">
            {record.notes.map((note) => (
              <li>{note}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

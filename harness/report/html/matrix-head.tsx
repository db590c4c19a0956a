// SPDX-License-Identifier: GPL-2.0-only
// The columns of the matrix: machines that have the same device stand together, each with its sides.
import type { JSX } from "preact";
import { configurationName, type Configuration, type RunRecord, type Side } from "../../record/model.ts";
import { listMachines } from "../words.ts";
import { cellAnchor } from "./rows.ts";

/** One column: a side of a machine. */
export interface Column {
  readonly machine: Configuration;
  readonly side: Side;
}

/** Machines with one device on one kernel. */
export interface Block {
  readonly device: string;
  readonly kernel: string | undefined;
  readonly machines: readonly Configuration[];
}

/** The machines of a run by kernel and device, in the order in which they were planned. */
export function groupMachines(record: RunRecord): Block[] {
  const blocks = new Map<string, Configuration[]>();
  for (const machine of listMachines(record)) {
    const key = `${machine.kernel ?? ""}\n${machine.device}`;
    blocks.set(key, [...(blocks.get(key) ?? []), machine]);
  }
  const kernels = [...new Set(listMachines(record).map(({ kernel }) => kernel))];
  const made = [...blocks.values()].flatMap((machines): Block[] =>
    machines[0] === undefined ? [] : [{ device: machines[0].device, kernel: machines[0].kernel, machines }],
  );
  return kernels.flatMap((kernel) => made.filter((block) => block.kernel === kernel));
}

/** The columns of blocks, from the left. */
export function listColumns(blocks: readonly Block[], sides: readonly Side[]): Column[] {
  return blocks.flatMap(({ machines }) => machines.flatMap((machine) => sides.map((side) => ({ machine, side }))));
}

/** `off`, and what is out of the ordinary: `off nomsi debug`. */
function shortName({ iommu, variant, flavour, commit }: Configuration): string {
  const odd = [
    variant,
    flavour === "plain" ? undefined : flavour,
    commit === undefined ? undefined : `commit ${commit}`,
  ];
  return [iommu, ...odd].filter((word) => word !== undefined).join(" · ");
}

function SideHead({ column, id }: { column: Column; id: string | undefined }): JSX.Element {
  const { side } = column;
  return (
    <th scope="col" class="tall side">
      {id === undefined ? <span>{side}</span> : <a href={`#${cellAnchor(id)}`}>{side}</a>}
    </th>
  );
}

/** Device, machine and side, one line each. */
export function Head({ record, sides }: { record: RunRecord; sides: readonly Side[] }): JSX.Element {
  const blocks = groupMachines(record);
  const ids = new Map(record.cells.map((cell) => [`${cell.side} ${configurationName(cell)}`, cell.id]));
  return (
    <thead>
      <tr>
        <td class="corner" rowSpan={3}>
          device
          <br />
          IOMMU · what else is special
          <br />
          side
        </td>
        {blocks.map(({ device, kernel, machines }) => (
          <th scope="colgroup" class="device" colSpan={machines.length * sides.length}>
            <b>{device}</b>
            {kernel === undefined ? null : <b> {kernel}</b>}
          </th>
        ))}
      </tr>
      <tr>
        {blocks.flatMap(({ machines }) =>
          machines.map((machine) => (
            <th scope="colgroup" class="tall machine" colSpan={sides.length} data-name={configurationName(machine)}>
              <span>{shortName(machine)}</span>
            </th>
          )),
        )}
      </tr>
      <tr>
        {listColumns(blocks, sides).map((column) => (
          <SideHead column={column} id={ids.get(`${column.side} ${configurationName(column.machine)}`)} />
        ))}
      </tr>
    </thead>
  );
}

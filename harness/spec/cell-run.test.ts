// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { devices } from "../../lab/device/index.ts";
import { cells, commitCell } from "../../lab/matrix.ts";
import type { CellSpec } from "../../lab/matrix.ts";
import { LabError } from "../host/errors.ts";
import { parseCellRun, type CellRun } from "./cell-run.ts";

const known: Readonly<Record<string, CellRun["machine"]["device"]>> = devices;

function sample(cell: CellSpec): CellRun {
  const { device: model, iommu, variant } = cell;
  const device = known[model];
  if (device === undefined) throw new TypeError(model);
  return {
    cell,
    machine: {
      ...{ device, iommu, accelerator: "tcg", tscKHz: 1, cpus: 2, memoryMiB: 512, parameters: ["quiet"] },
      ...(variant === undefined ? {} : { variant }),
      kernel: { image: "bzImage", initrd: "initrd" },
    },
    ...{ qemu: "qemu", release: "6.12", launcher: [], folder: "/f", bootLog: "/l", begun: "/b", journal: "/j" },
    ...{ privateKey: "p", hostKey: "h", reproduce: [], timeoutScale: 1.5, specs: [{ id: "a: b", file: "/a" }] },
  };
}

test("each cell of the lab crosses to the process of its specs as it is", (t) => {
  for (const cell of cells({ profile: "full" })) {
    const run = sample(cell);
    t.deepEqual(parseCellRun(JSON.stringify(run)), run);
  }
  const uapi = { include: "/i", added: ["linux/uio.h"], refused: {}, ioctlNumbers: "" };
  const [first] = cells();
  if (first === undefined) return t.fail();
  const more = { ...sample(commitCell(first, 3)), snapshot: "/s", modules: "/m", round: 1, repeat: 2, uapi };
  t.deepEqual(parseCellRun(JSON.stringify(more)), more);
});

test("what is missing, of another kind or not known is an error of the lab, and named", (t) => {
  const [first] = cells();
  if (first === undefined) return t.fail();
  const { journal: _, ...without } = sample(first);
  for (const [wrong, name] of [
    [without, "journal"],
    [{ ...sample(first), timeoutScale: null }, "timeoutScale"],
    [{ ...sample(first), snapshots: [] }, "snapshots"],
    [{ ...sample(first), cell: { ...first, side: "left" } }, "side"],
  ] as const)
    t.throws(() => parseCellRun(JSON.stringify(wrong)), { instanceOf: LabError, message: new RegExp(name) });
});

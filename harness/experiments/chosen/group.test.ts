// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { Configuration } from "../../../lab/matrix.ts";
import { ownMatrix } from "../../../lab/matrix.ts";
import type { RunOptions } from "../../run/options.ts";
import type { PlannedSpec } from "../../run/plan.ts";
import { batchesFor, groupByKernel, type ChosenRun } from "./group.ts";

function chosen(name: string, quick: readonly Configuration[], more: readonly Configuration[] = []): ChosenRun {
  const machines = { quick, default: more, full: [] };
  const choice = { files: [], machines, labDriver: false };
  const filters = { matrix: { devices: ownMatrix.devices, machines }, profile: "default" };
  const options = {
    filters,
    choice,
    settings: { fragments: [], tools: {}, parameters: [], userland: [] },
  } as unknown as RunOptions;
  return { patch: { name, file: `${name}.patch`, text: "", breaks: "x" }, options };
}

const none = { quick: [], default: [], full: [] };
const at = (device: string, more: Partial<Configuration> = {}): Configuration => ({
  ...{ device, iommu: "off", flavour: "plain", ...more },
});
const spec = (id: string): PlannedSpec => ({
  ...{ id, file: `/specs/${id}.spec.ts` },
  spec: { id, family: id, title: id, needs: { devices: "any" }, body: async () => undefined },
});

test("all share one kernel, which has what each of them needs; another series on both sides makes another", (t) => {
  const withDriver = chosen("d", [at("igb")]);
  const groups = groupByKernel([
    chosen("a", [at("igb")]),
    chosen("b", [at("tulip")]),
    chosen("c", [at("igb", { iommu: "intel" })], [at("e1000", { flavour: "debug" })]),
    { ...withDriver, options: { ...withDriver.options, choice: { files: [], machines: none, labDriver: true } } },
  ]);
  t.deepEqual(
    groups.map(({ devices, runs }) => [devices, runs.map(({ patch }) => patch.name)]),
    [
      [
        ["e1000", "igb", "tulip"],
        ["a", "b", "c"],
      ],
      [["igb"], ["d"]],
    ],
  );
  t.deepEqual(
    groups[0]?.runs[1]?.options.kernelDevices?.map(({ model }) => model),
    ["e1000", "igb", "tulip"],
  );
});

test("a patch is tried in the machines that it chooses, on patched, the least profile first", (t) => {
  const one = chosen("a", [at("igb")], [at("igb", { flavour: "debug" }), at("igb", { variant: "pciehp" })]);
  const batches = batchesFor(one, [spec("net"), spec("pci")], () => true);
  t.deepEqual(
    batches.map(({ cell }) => cell.id),
    ["patched/igb/iommu-off", "patched/igb/iommu-off/debug"],
  );
  t.deepEqual(
    batches[0]?.specs.map(({ id }) => id),
    ["net", "pci"],
  );
});

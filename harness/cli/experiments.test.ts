// SPDX-License-Identifier: GPL-2.0-only
// What `mutate`, `regressions` and `census` make of what is typed.
import test from "ava";
import { ownMatrix } from "../../lab/matrix.ts";
import { censusOptions } from "../experiments/census.ts";
import { inFolder, runLab } from "../testing/lab.ts";
import { readRunOptions } from "./arguments.ts";

test("a census asks every device that has a driver, on one side, and no series, whatever the configuration tests", async (t) => {
  const options = censusOptions(await readRunOptions({ bare: true }, ["census"]), {});
  const { matrix, sides, profile } = options.filters;
  const driven = Object.values(ownMatrix.devices).filter(({ driver }) => driver !== undefined);
  t.deepEqual(
    matrix?.machines.quick,
    driven.map(({ model }) => ({ device: model, iommu: "off", flavour: "debug" })),
  );
  t.deepEqual([sides, profile, options.choose], [["base"], "full", undefined]);
  t.deepEqual(options.series.patches, []);
});

test("a census of some devices, behind an IOMMU, on another kernel's flavour", async (t) => {
  const asked = await readRunOptions({ bare: true, device: ["igb", "edu"] }, ["census"]);
  const { matrix } = censusOptions(asked, { iommu: "intel", flavour: "plain" }).filters;
  t.deepEqual(matrix?.machines.quick, [{ device: "igb", iommu: "intel", flavour: "plain" }]);
});

for (const [typed, message] of [
  [["regressions", "no-such-bug"], /No regression matches no-such-bug/],
  [["regressions", "igb", "--repeat", "2"], /takes no --repeat/],
  [["regressions", "igb", "--kernel", "6.1", "6.12"], /takes one kernel/],
  [["mutate", "--seed", "7"], /--seed goes with --generate/],
  [["mutate", "--no-count"], /--no-count goes with --generate/],
  [["mutate", "--generate", "0"], /1 or more/],
  [["mutate", "--generate", "3", "--seed", "x", "--file", "a.c"], /must be a whole number/],
  [["mutate", "--generate", "3"], /--generate needs --file/],
  [["mutate", "--generate", "3", "--file", "a.c", "--named"], /for mutants that people wrote/],
  [["mutate", "--generate", "3", "--file", "a.c", "--kernel", "6.1", "6.12"], /takes one kernel/],
  [["census", "--device", "moon"], /there is no such device/],
  [["census", "--device", "edu"], /no driver for edu/],
  [["census", "--iommu", "none"], /Allowed choices are off/],
] as const)
  test(`${typed.join(" ")} is bad input`, async (t) => {
    await inFolder(async (out) => {
      const { code, output } = await runLab([...typed, "--out", out]);
      t.is(code, 2, output);
      t.regex(output, message);
    });
  });

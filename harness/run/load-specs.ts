// SPDX-License-Identifier: GPL-2.0-only
// Spec files are loaded, which only lists what is in them; nothing runs.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "../host/errors.ts";
import { root } from "../host/paths.ts";
import { listSpecFiles } from "../spec/files.ts";
import { cannotLoad } from "../spec/load-error.ts";
import { declaredSpecs } from "../spec/registry.ts";
import { declareKselftest } from "../upstream/kselftest.ts";
import { declareKunit } from "../upstream/kunit.ts";
import type { RunOptions } from "./options.ts";
import type { PlannedSpec } from "./plan.ts";

/**
 * Reads the specs of folders and files: each file is loaded, which only lists what is in it. Those for the kernel's own
 * tests come after them.
 * @throws {UsageError} with file, line and reason, if one cannot be loaded.
 */
export async function loadSpecs(
  places: readonly string[],
  upstream: UpstreamTests = {},
): Promise<readonly PlannedSpec[]> {
  const planned: PlannedSpec[] = [];
  for (const file of new Set(places.flatMap(listSpecFiles))) {
    const before = declaredSpecs().length;
    await import(pathToFileURL(file).href).catch((error: unknown) => {
      throw cannotLoad(file, error);
    });
    for (const spec of declaredSpecs().slice(before)) planned.push({ id: spec.id, file, spec });
  }
  planned.push(...upstreamSpecs(upstream));
  const twice = planned.find(({ id }, index) => planned.findIndex((other) => other.id === id) !== index);
  if (twice !== undefined) throw new UsageError(`duplicate spec "${twice.id}" (${twice.file})`);
  return planned;
}

/** The kernel's own tests that are asked for. */
type UpstreamTests = Pick<RunOptions, "kselftests" | "kunit">;

function upstreamSpecs({ kselftests = [], kunit }: UpstreamTests): PlannedSpec[] {
  const declared = (name: string, declareSpec: () => void): PlannedSpec[] => {
    const before = declaredSpecs().length;
    declareSpec();
    const file = path.join(root, "harness/upstream", name);
    return declaredSpecs()
      .slice(before)
      .map((spec) => ({ id: spec.id, file, spec }));
  };
  return [
    ...kselftests.flatMap((one) => declared("kselftest.spec.ts", () => declareKselftest(one))),
    ...(kunit === undefined ? [] : declared("kunit.spec.ts", () => declareKunit(kunit))),
  ];
}

// SPDX-License-Identifier: GPL-2.0-only
// Problems at their lines: of what the series touches, and of nothing else.
import test from "ava";
import { renderAnnotations } from "./github.ts";
import { problems, type Sources } from "./problems.ts";
import type { Result, RunRecord, Splat, StaticCheck } from "../record/model.ts";
import { conclude } from "../verdict/conclude.ts";
import { reduce } from "../verdict/reduce.ts";
import { sampleEvents } from "./testing/sample.ts";

const sample: RunRecord = { ...conclude(reduce(sampleEvents())), results: [] };

/** A driver whose folder in the kernel's tree is `drivers/external/gadget/`, and `src/` in its repository. */
const sources: Sources = {
  place: (file, line) =>
    file === "drivers/external/gadget/gadget.c"
      ? { file: "src/gadget.c", ...(line === undefined ? {} : { line }) }
      : undefined,
  functionAt: (name) => (name === "gadget_open" ? { file: "src/gadget.c", line: 40 } : undefined),
};

const warning: Splat = {
  ...{ kind: "warning", header: "WARNING: CPU: 0 PID: 1 at drivers/external/gadget/gadget.c:43 gadget_open+0x1/0x2" },
  ...{ line: 1, text: [], at: "gadget_open", file: "drivers/external/gadget/gadget.c:43", fingerprint: "f" },
};

const failed = (splats: Splat[], more: Partial<Result> = {}): Result => ({
  ...{ spec: "open: it opens", cell: "patched/edu/iommu-off", side: "patched", device: "edu", iommu: "off" },
  ...{ outcome: "FAIL", reason: "the kernel complained", cause: "splat", seconds: 1, splats, expected: [], facts: {} },
  ...more,
});

const found = (more: Partial<RunRecord>): ReturnType<typeof problems> => problems({ ...sample, ...more }, sources);

test("a complaint stands at its own line, else where its function is, else where the way to it goes through the series", (t) => {
  const [own] = found({ results: [failed([warning])] });
  t.like(own, { level: "error", place: { file: "src/gadget.c", line: 43 } });
  const { file: _, ...elsewhere } = warning;
  t.deepEqual(found({ results: [failed([elsewhere])] })[0]?.place, { file: "src/gadget.c", line: 40 });
  const functions = ["pci_disable_msi", "gadget_open"];
  const through = { ...warning, at: "pci_disable_msi", file: "drivers/pci/msi/api.c:12", functions };
  t.deepEqual(found({ results: [failed([through])] })[0]?.place, { file: "src/gadget.c", line: 40 });
});

test("what the series does not touch, base, and a spec that says nothing of the source have no line", (t) => {
  const other = { ...warning, at: "other", file: "drivers/pci/pci.c:1" };
  const results = [failed([other]), failed([warning], { side: "base", cell: "base/edu/iommu-off" }), failed([])];
  for (const result of results) t.is(found({ results: [result] })[0]?.place, undefined);
  t.is(problems({ ...sample, results: [failed([warning])] })[0]?.place, undefined, "nobody knows the source");
});

test("one defect in many specs is one problem", (t) => {
  const results = ["a", "b", "c"].map((spec) => failed([warning], { spec: `open: ${spec}` }));
  const [one, ...others] = found({ results });
  t.deepEqual(others, []);
  t.regex(one?.message ?? "", /and 2 more results with the same complaint$/);
  t.is(found({ results: [...results, failed([{ ...warning, fingerprint: "another" }])] }).length, 2);
});

test("a kernel that does not compile: each error at its line", (t) => {
  const errors = [
    { file: "drivers/external/gadget/gadget.c", line: 12, message: "'nothing' undeclared" },
    { file: "drivers/external/gadget/gadget.c", line: 15, message: "no.h: No such file or directory" },
    { file: "include/linux/pci.h", line: 9, message: "not the series'" },
  ];
  const failure = { blame: "kernel" as const, message: "patched does not build", errors };
  const places = found({ failure }).map(({ message, place }) => [place?.line, message]);
  t.deepEqual(places, [
    [12, "'nothing' undeclared"],
    [15, "no.h: No such file or directory"],
  ]);
  t.like(problems({ ...sample, failure })[0], { title: "the run ended early (kernel)", message: failure.message });
});

test("findings of the static checks are at their lines, and then their check is not said again", (t) => {
  const check: StaticCheck = {
    ...{ name: "sparse", what: "sparse (C=1)", outcome: "FAIL", reason: "1 finding", subjects: [], omitted: [] },
    ...{ known: 0, seconds: 1 },
    findings: [{ grade: "warning", file: "drivers/external/gadget/gadget.c", line: 7, message: "wrong type" }],
  };
  t.like(found({ static: [check] }), [{ level: "warning", message: "wrong type", place: { line: 7 } }]);
  t.is(found({ static: [check] }).length, 1);
  const unplaced = {
    ...check,
    findings: [...check.findings, { grade: "error" as const, message: "no Signed-off-by" }],
  };
  t.deepEqual(
    found({ static: [unplaced] }).map(({ level }) => level),
    ["error", "warning"],
  );
  t.like(problems({ ...sample, static: [check] }), [{ level: "error", title: "FAIL patched/static" }]);
});

test("an annotation's file and title end where they end, whatever they are called", (t) => {
  const hostile: Sources = { ...sources, place: () => ({ file: "src/a,line=1::b\n::error::c%.c", line: 3 }) };
  const record = { ...sample, results: [failed([warning], { cell: "patched/x,file=/etc/passwd" })] };
  const lines = renderAnnotations(record, hostile).trimEnd().split("\n");
  t.is(lines.length, 1);
  const [, properties = ""] = /^::error (.*?)::/.exec(lines[0] ?? "") ?? [];
  t.is(
    properties,
    "file=src/a%2Cline=1%3A%3Ab%0A%3A%3Aerror%3A%3Ac%25.c,line=3,title=FAIL patched/x%2Cfile=/etc/passwd",
  );
});

// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { Coverage, Result, Side } from "../record/model.ts";
import { summarizeCoverage } from "./ran.ts";
import { verdict, type VerdictOptions } from "./verdict.ts";

const none = { total: 0, covered: 0, explained: 0 };
const share = (covered: number, total: number) => ({ total, covered, explained: 0 });
type File = Coverage["files"][number];
const touched = (name: string, ...functions: (readonly [string, number])[]): File => ({
  file: `drivers/net/${name}`,
  built: true,
  hunks: [],
  functions: functions.map(([fn, count]) => ({ name: fn, count })),
  entered: functions.some(([, count]) => count > 0),
});
const coverage = (more: Partial<Coverage>): Coverage => ({
  ...{ cells: ["patched/igb/iommu-off/counted"], machines: 3, lines: none, branches: none, removals: none },
  ...{ files: [], stale: [], ...more },
});
const result = (side: Side, outcome: Result["outcome"] = "PASS"): Result => ({
  ...{ spec: "network: frames arrive", cell: `${side}/igb/iommu-off`, side, device: "igb", iommu: "off", outcome },
  ...{ seconds: 1, splats: [], expected: [], facts: {} },
});
const both = [result("base"), result("patched")];
const said = (of: Partial<Coverage>, options: VerdictOptions = {}) => {
  const { conclusion, exitCode, sentence } = verdict(both, { coverage: coverage(of), ...options });
  return [conclusion, exitCode, sentence] as const;
};

test("how many of the changed lines ran, and which functions nobody entered", (t) => {
  const files = [touched("igb_main.c", ["igb_up", 0], ["igb_down", 0], ["igb_open", 4])];
  const [conclusion, exitCode, sentence] = said({ lines: share(41, 52), files });
  t.is(conclusion, "pass");
  t.is(exitCode, 0);
  t.regex(sentence, /; ran 41 of 52 changed lines \(igb_main\.c: igb_up, igb_down never entered\)\.$/);
});

test("all specs pass, and nothing of the series ran: UNTESTED, not PASS", (t) => {
  const [conclusion, exitCode, sentence] = said({ lines: share(0, 3), files: [touched("igb.c", ["igb_set", 0])] });
  t.is(conclusion, "untested");
  t.is(exitCode, 4);
  t.regex(
    sentence,
    /^No code of the series ran: ran 0 of 3 changed lines \(igb\.c: igb_set never entered\); 1 spec passes/,
  );
});

test("lines that were taken away ran if the function around them did", (t) => {
  const files = [touched("igb.c", ["igb_close", 2], ["igb_free", 0])];
  t.is(said({ removals: share(1, 2), files })[0], "pass");
  t.is(said({ removals: share(0, 2), files })[0], "untested");
  t.regex(said({ removals: share(1, 2), files })[2], /entered 1 of 2 functions around removed lines/);
});

test("data and declarations are worth what the code around them is", (t) => {
  const data = (entered: boolean): File => ({ ...touched("ids.c"), entered });
  t.is(said({ files: [data(true)] })[0], "pass");
  t.is(said({ files: [data(false)] })[0], "untested");
  t.regex(said({ files: [data(false)] })[2], /changes only data and declarations; no code of ids\.c ran/);
});

test("what the kernels leave out is UNTESTED for that reason, also if both sides come out the same", (t) => {
  const files = [{ ...touched("nvme.c"), built: false }];
  const unchanged = "both sides are the same";
  for (const options of [{}, { unchanged }]) {
    const [conclusion, exitCode, sentence] = said({ files, cells: [], machines: 0 }, options);
    t.is(conclusion, "untested");
    t.is(exitCode, 4);
    t.regex(sentence, /not compiled with the lab's configuration: drivers\/net\/nvme\.c/);
  }
});

test("what no machine of the lab runs is UNTESTED for that reason; a static finding fails it, a no-op is one all the same", (t) => {
  const untested = "mlx5/main.c is compiled, and no device of the lab is driven by mlx5_core";
  const { conclusion, exitCode, sentence, ran } = verdict([], { untested });
  t.deepEqual([conclusion, exitCode, ran?.anything], ["untested", 4, false]);
  t.is(sentence, `No code of the series ran: ${untested}.`);
  t.is(verdict([], { untested, unchanged: "both sides are the same" }).conclusion, "noop");
  const failure = { blame: "kernel", message: "it does not build", side: "patched" } as const;
  t.is(verdict([], { untested, failure }).conclusion, "fail");
});

test("a series that changes nothing in what is built is a no-op: its files are compiled", (t) => {
  const options = { unchanged: "both sides are the same" };
  t.is(said({ files: [touched("igb.c")], cells: [], machines: 0 }, options)[0], "noop");
});

test("where no machine gave its counts nobody knows what ran", (t) => {
  t.is(
    summarizeCoverage(coverage({ machines: 0, lines: share(0, 3), files: [touched("igb.c", ["f", 0])] })),
    undefined,
  );
  t.is(summarizeCoverage(undefined), undefined);
});

test("what failed, or was not run, is told first", (t) => {
  const nothing = { lines: share(0, 3), files: [touched("igb.c", ["f", 0])] };
  const worse = (outcome: Result["outcome"]) =>
    verdict([result("base"), result("patched", outcome)], { coverage: coverage(nothing) }).conclusion;
  t.is(worse("FAIL"), "fail");
  t.is(worse("MISS"), "none");
});

test("a cell that counts is compared with the base of the plain kernel", (t) => {
  const counted = (outcome: Result["outcome"]): Result => ({
    ...result("patched", outcome),
    ...{ cell: "patched/igb/iommu-off/counted", flavour: "counted" },
  });
  t.is(verdict([...both, counted("FAIL")]).regressions.length, 1);
  t.regex(verdict([...both, counted("PASS")]).sentence, /: 1 spec passes on both/, "it is no second spec");
  t.is(verdict([result("base", "FAIL"), result("patched", "FAIL"), counted("FAIL")]).knownFailures.length, 2);
});

// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { mutationExitCode, score, type MutantRecord } from "../../record/mutation.ts";
import type { Result } from "../../record/model.ts";
import { howKilled, killIn } from "./verdict.ts";

const splat: Result["splats"][number] = { kind: "warning", header: "WARNING", line: 0, text: [] };
const result = (spec: string, outcome: Result["outcome"], more: Partial<Result> = {}): Result => ({
  ...{ spec, cell: "patched/igb/iommu-off", side: "patched", device: "igb", iommu: "off", outcome },
  ...{ seconds: 1, splats: [], expected: [], facts: {}, ...more },
});
const mutant = (status: MutantRecord["status"]): MutantRecord => ({
  ...{ name: status, breaks: "it", status, why: "", ran: 1, seconds: 1 },
});

test("the first spec that fails kills, if it passes without the mutant", (t) => {
  const results = [result("a", "PASS"), result("b", "FAIL"), result("c", "FAIL", { reason: "no" })];
  t.like(
    killIn(results, () => true),
    { spec: "b" },
  );
  t.like(
    killIn(results, ({ spec }) => spec !== "b"),
    { spec: "c", why: "no", cell: "patched/igb/iommu-off" },
  );
  t.is(
    killIn(results, () => false),
    undefined,
  );
});

test("a test that a spec ran kills by its own name, and says which spec has to run for it", (t) => {
  const results = [
    result("ethtool: self-test", "PASS"),
    result("ethtool: link", "FAIL", { parent: "ethtool: self-test" }),
  ];
  t.like(
    killIn(results, () => true),
    { spec: "ethtool: link", parent: "ethtool: self-test" },
  );
});

test("neither the lab's failures nor the spec's own kill", (t) => {
  t.is(
    killIn([result("a", "MISS"), result("b", "ERROR"), result("c", "SKIP")], () => true),
    undefined,
  );
});

test("an oops is sure; a deadline or a stall may be the host's doing, and has to be seen again", (t) => {
  const sure = (splats: Result["splats"]): boolean | undefined =>
    killIn([result("a", "FAIL", { splats })], () => true)?.sure;
  t.deepEqual([sure([splat]), sure([]), sure([{ ...splat, kind: "rcu-stall" }])], [true, false, false]);
});

test("what gave it away: behaviour, a splat, both, or the death of the machine", (t) => {
  t.is(howKilled({ splats: [], cause: "assertion", detail: "no" }), "behaviour");
  t.is(howKilled({ splats: [splat], cause: "splat" }), "splat");
  t.is(howKilled({ splats: [splat], cause: "splat", detail: "EINVAL" }), "both");
  t.is(howKilled({ splats: [], cause: "hang", detail: "RIP" }), "death");
  t.is(howKilled({ splats: [splat], cause: "panic", detail: "RIP" }), "death");
});

test("all is well only if each was killed or is explained, and all specs pass without a mutant", (t) => {
  const broken = [{ cell: "c", spec: "s", why: "FAIL" }];
  t.is(mutationExitCode({ mutants: [mutant("killed"), mutant("explained")], broken: [] }), 0);
  t.is(mutationExitCode({ mutants: [mutant("killed"), mutant("survived")], broken: [] }), 1);
  t.is(mutationExitCode({ mutants: [mutant("killed")], broken }), 1);
  t.is(mutationExitCode({ mutants: [mutant("killed"), mutant("error")], broken: [] }), 2);
  t.is(mutationExitCode({ mutants: [mutant("error"), mutant("miss")], broken: [] }), 3);
  t.is(mutationExitCode({ mutants: [], broken: [] }), 3);
  t.is(score([mutant("killed"), mutant("survived")]), "1 of 2 mutants killed, 1 survived");
});

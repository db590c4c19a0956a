// SPDX-License-Identifier: GPL-2.0-only
// Run record → KTAP version 1 (Documentation/dev-tools/ktap.rst): run → cell → spec file → spec, two spaces a level.
import { specFamily, specSentence } from "../record/spec-name.ts";
import { commitRows } from "./commits.ts";
import type { Outcome, Result, RunRecord } from "../record/model.ts";
import { evidenceLines, findKnown } from "./evidence.ts";
import { withStaticResults } from "./static-results.ts";
import { countsText } from "./words.ts";

interface Node {
  readonly name: string;
  readonly children: readonly Node[];
  readonly outcome: Outcome;
  /** After the directive. */
  readonly reason: string;
  readonly cause?: Result["cause"];
  readonly diagnostics: readonly string[];
  /** It failed, as it is known to. */
  readonly known?: boolean;
}

// `#` begins the directive and there is no escape for it in version 1.
const described = (text: string): string => text.replace(/\s+/g, " ").replaceAll("#", "no. ").trim();

function diagnosticLines(record: RunRecord, result: Result): string[] {
  const { outcome, reason, detail, splats, expected, facts, reproduce } = result;
  const lines: string[] = [];
  if (outcome === "FAIL") lines.push(`FAIL: ${reason ?? "no reason given"}`);
  lines.push(...evidenceLines(record, result));
  if (outcome === "DONE") lines.push("DONE: a measurement without a verdict");
  for (const [name, value] of Object.entries(facts)) lines.push(`${name}: ${value}`);
  for (const title of expected) lines.push(`expected: ${title}`);
  if (detail !== undefined) lines.push(...detail.split("\n"));
  for (const splat of splats) lines.push(...splat.text);
  if (reproduce !== undefined && outcome !== "PASS" && outcome !== "SKIP") lines.push(`reproduce: ${reproduce}`);
  return lines;
}

function leaf(record: RunRecord, result: Result): Node {
  const { spec, outcome } = result;
  const known = findKnown(record, result);
  const reason = known === undefined ? (result.reason ?? "") : `${known.reason} (${known.link})`;
  const cause = result.cause === undefined ? {} : { cause: result.cause };
  const about = { name: specSentence(spec), children: [], diagnostics: diagnosticLines(record, result), ...cause };
  return { ...about, outcome, reason, ...(known === undefined ? {} : { known: true }) };
}

/** A parent fails with a child that fails, and is skipped if all its children are. */
function parent(name: string, children: readonly Node[]): Node {
  const failed = children.filter(isNotOk).length;
  const skipped = children.length > 0 && children.every(({ outcome }) => outcome === "SKIP");
  const outcome = failed > 0 ? "FAIL" : skipped ? "SKIP" : "PASS";
  return { name, children, outcome, reason: skipped ? "all skipped" : "", diagnostics: [] };
}

function isNotOk({ outcome, known }: Pick<Node, "outcome" | "known">): boolean {
  if (known === true) return false;
  return outcome === "FAIL" || outcome === "ERROR" || outcome === "MISS";
}

/** KTAP has no MISS: it is an ERROR that says so. A FAIL has no directive but TIMEOUT, a result without one speaks for itself. */
function directive({ outcome, reason, cause, children, known }: Node): string {
  if (known === true) return ` # XFAIL ${described(reason)}`;
  if (children.length > 0 && outcome !== "SKIP") return "";
  if (outcome === "SKIP") return ` # SKIP ${described(reason)}`.trimEnd();
  const late = cause === "timeout";
  if (outcome === "MISS") return ` # ${late ? "TIMEOUT" : "ERROR"} MISS: ${described(reason)}`;
  if (outcome === "FAIL" && late) return ` # TIMEOUT ${described(reason)}`;
  if (outcome !== "ERROR") return "";
  return ` # ${late ? "TIMEOUT" : "ERROR"} ${described(reason)}`;
}

function lines(node: Node, number: number): string[] {
  const block =
    node.children.length === 0
      ? []
      : [
          "KTAP version 1",
          `# Subtest: ${described(node.name)}`,
          `1..${node.children.length}`,
          ...node.children.flatMap((child, i) => lines(child, i + 1)),
        ].map((line) => `  ${line}`);
  const ok = isNotOk(node) ? "not ok" : "ok";
  return [
    ...block,
    ...node.diagnostics.map((line) => `# ${line}`.trimEnd()),
    `${ok} ${number} ${described(node.name)}${directive(node)}`,
  ];
}

function grouped<T>(items: readonly T[], readKey: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(readKey(item)) ?? [];
    group.push(item);
    groups.set(readKey(item), group);
  }
  return groups;
}

function cellNode(record: RunRecord, id: string): Node {
  const results = record.results.filter(({ cell }) => cell === id);
  const failure = record.cells.find((cell) => cell.id === id)?.failure;
  if (results.length === 0) {
    const reason = failure ?? "nothing ran";
    return { name: id, children: [], outcome: "MISS", reason, diagnostics: [] };
  }
  const families = grouped(results, ({ spec }) => specFamily(spec));
  return parent(
    id,
    [...families].map(([family, members]) =>
      parent(
        family,
        members.map((one) => leaf(record, one)),
      ),
    ),
  );
}

/** Each patch of the series by itself: what no cell tells, that one does not build. */
function commitNodes(record: RunRecord): Node[] {
  const rows = commitRows(record);
  if (rows.length === 0) return [];
  const children = rows.map(({ name, commit, builds, boots, specs, outcome }): Node => ({
    name: `${name} ${commit.subject}`,
    children: [],
    outcome,
    reason: commit.reason ?? builds,
    diagnostics: [
      [builds, boots, specs].filter((word) => word !== "").join(", "),
      ...(commit.output?.split("\n") ?? []),
    ],
  }));
  return [parent("commit by commit", children)];
}

/** Whether the series was tested at all: who reads nothing but test points must see it. */
function ranNodes({ verdict }: RunRecord): Node[] {
  if (verdict?.ran === undefined) return [];
  const { anything, text } = verdict.ran;
  const about = { name: "code of the series ran", children: [], diagnostics: [text] };
  return [{ ...about, outcome: anything ? "PASS" : "ERROR", reason: `UNTESTED: ${text}` }];
}

/** Renders a run as KTAP version 1. */
export function renderKtap(run: RunRecord): string {
  const record = withStaticResults(run);
  const ids = [...new Set([...record.cells.map(({ id }) => id), ...record.results.map(({ cell }) => cell)])];
  const cells = [...commitNodes(record), ...ranNodes(record), ...ids.map((id) => cellNode(record, id))];
  const head = ["KTAP version 1", `# ${record.command}`, `1..${cells.length}`];
  const tail = [`# ${countsText(record.results)}`, `# ${record.verdict?.sentence ?? "no verdict"}`];
  return [...head, ...cells.flatMap((cell, i) => lines(cell, i + 1)), ...tail, ""].join("\n");
}

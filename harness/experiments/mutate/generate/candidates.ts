// SPDX-License-Identifier: GPL-2.0-only
// All mutants that a C file has in it. What is not compiled, and what only looks like C, has none: comments, strings,
// preprocessor lines, the bodies of macros, `#if 0`, and what the parser could not make sense of.
import { isArid, isLogging } from "./arid.ts";
import type { Change } from "./change.ts";
import { operators, type Around, type OperatorName } from "./operators.ts";
import { definedName, withSyntax, type Node } from "./syntax.ts";

/** A place that can be changed, and how. */
export interface Candidate extends Change {
  readonly file: string;
  readonly function: string;
  readonly operator: OperatorName;
  /** The lines of what is changed, the first of a file being 1. */
  readonly line: number;
  readonly endLine: number;
}

/** The candidates of a C file's text, in its order. */
export async function findCandidates(file: string, text: string): Promise<readonly Candidate[]> {
  return withSyntax(text, (root) => {
    const found: Candidate[] = [];
    walk(root, (node) => {
      if (node.type !== "function_definition") return true;
      const [name, body] = [definedName(node), node.childForFieldName("body")];
      if (name !== undefined && body !== null)
        found.push(...findInBody(body).map((one) => ({ file, function: name, ...one })));
      return false;
    });
    return found;
  });
}

function findInBody(body: Node): readonly Omit<Candidate, "file" | "function">[] {
  const labels = body.descendantsOfType("labeled_statement").map((one) => {
    return [one.childForFieldName("label")?.text ?? "", one.startIndex] as const;
  });
  const around: Around = { labels: new Map(labels) };
  const found: Omit<Candidate, "file" | "function">[] = [];
  walk(body, (node) => {
    if ((node.type === "call_expression" && isLogging(node)) || (node.type === "if_statement" && isArid(node)))
      return false;
    if (!changeable.test(node.type)) return true;
    // Of what has a body, its condition alone is changed.
    const head = node.childForFieldName("condition") ?? node;
    for (const [operator, propose] of proposers) {
      const change = propose(node, around);
      if (change === undefined || !isClear(head)) continue;
      found.push({ operator, ...change, line: head.startPosition.row + 1, endLine: head.endPosition.row + 1 });
    }
    return true;
  });
  return found;
}

/** The nodes that operators are for: all others, most of a tree, need not be asked about. */
const changeable = /^(?:(?:if|while|do|goto|return|expression)_statement|binary_expression)$/;

const proposers = Object.entries(operators) as readonly [OperatorName, (typeof operators)[OperatorName]][];

/** Whether all of it is C, and no #ifdef decides what it is. */
function isClear(node: Node): boolean {
  if (node.hasError) return false;
  const isOneLine = node.startPosition.row === node.endPosition.row;
  return isOneLine || node.descendantsOfType([...conditionals, "preproc_call"]).length === 0;
}

/** Preprocessor lines that have code in them; definitions, includes and pragmas have only text. */
const conditionals = ["preproc_if", "preproc_ifdef", "preproc_elif", "preproc_elifdef", "preproc_else"];

/** Visits what is compiled; `visit` says whether to go on with what is in a node. */
function walk(node: Node, visit: (node: Node) => boolean): void {
  if (node.isError || !visit(node)) return;
  for (const child of compiledChildren(node)) walk(child, visit);
}

function compiledChildren(node: Node): readonly Node[] {
  if (!node.type.startsWith("preproc_")) return node.namedChildren;
  if (!conditionals.includes(node.type)) return [];
  const condition = node.childForFieldName("condition");
  if (condition?.text !== "0") return node.namedChildren.filter((child) => child.id !== condition?.id);
  const alternative = node.childForFieldName("alternative");
  return alternative === null ? [] : [alternative];
}

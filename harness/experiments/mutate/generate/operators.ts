// SPDX-License-Identifier: GPL-2.0-only
// Mutation operators: what each makes of a node, if it makes something of it. They are those of the set that Offutt et al.
// found sufficient (TOSEM 1996) which a driver has something for: relations and logical connectors; the deletion of
// statements (Deng, Offutt, Li, ICST 2013), which makes few mutants that differ in nothing, and what kernels get wrong
// most: the way out after an error. None replaces arithmetic: in drivers that is sizes and bits of registers, and the
// compiler, or the first access, finds those.
import { emptied, replaced, wrapped, type Change, type Edit } from "./change.ts";
import { isArid, isIdle } from "./arid.ts";
import { meaningfulChildren, readOperator, statementCall, unwrapped, type Node } from "./syntax.ts";

/** What an operator may know besides the node: the function that it is in. */
export interface Around {
  /** Where its labels are. */
  readonly labels: ReadonlyMap<string, number>;
}

type Operator = (node: Node, around: Around) => Change | undefined;

const inverse: Readonly<Record<string, string>> = {
  ...{ "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">" },
};
const bounds: Readonly<Record<string, string>> = { "<": "<=", "<=": "<", ">": ">=", ">=": ">" };

/** What binds as tightly as `!` does. */
const primary = /^(?:identifier|(?:call|field|subscript|pointer|parenthesized)_expression)$/;
/** What is the same every time. */
const constant = /^(?:number_literal|true|false|char_literal|string_literal)$/;

function negated(inner: Node): readonly Edit[] {
  const operand = inner.type === "unary_expression" ? inner.childForFieldName("argument") : null;
  if (operand !== null && readOperator(inner) === "!")
    return [{ from: inner.startIndex, to: operand.startIndex, text: "" }];
  const operator = inner.type === "binary_expression" ? inner.childForFieldName("operator") : null;
  const other = inverse[operator?.text ?? ""];
  if (operator !== null && other !== undefined) return [replaced(operator, other)];
  return primary.test(inner.type)
    ? [{ from: inner.startIndex, to: inner.startIndex, text: "!" }]
    : wrapped(inner, "!(");
}

/** `if (ready)` → `if (!ready)`; of `while` and `do` as well. */
const condition: Operator = (node) => {
  if (!/^(?:if|while|do)_statement$/.test(node.type) || isArid(node)) return undefined;
  const head = node.childForFieldName("condition");
  const [inner, ...more] = head === null ? [] : meaningfulChildren(head);
  if (inner === undefined || more.length > 0 || constant.test(unwrapped(inner).type)) return undefined;
  return { what: "condition negated", edits: negated(inner) };
};

/** `a && b` → `a || b`, in parentheses where another reader than the compiler would need them. */
const logic: Operator = (node) => {
  const operator = node.type === "binary_expression" ? node.childForFieldName("operator") : null;
  const other = operator?.text === "&&" ? "||" : operator?.text === "||" ? "&&" : undefined;
  if (operator === null || other === undefined) return undefined;
  const operands = ["left", "right"].flatMap((side) => node.childForFieldName(side) ?? []);
  const mixed = operands.filter((one) => one.type === "binary_expression" && /^(?:&&|\|\|)$/.test(readOperator(one)));
  const around = node.parent?.type === "binary_expression" ? [node, ...mixed] : mixed;
  const edits = [...around.flatMap((one) => wrapped(one)), replaced(operator, other)];
  return { what: `${other} for ${operator.text}`, edits };
};

/** `i < n` → `i <= n`. */
const bound: Operator = (node) => {
  const operator = node.type === "binary_expression" ? node.childForFieldName("operator") : null;
  const other = bounds[operator?.text ?? ""];
  if (operator === null || other === undefined) return undefined;
  return { what: `${other} for ${operator.text}`, edits: [replaced(operator, other)] };
};

/** The step that the bound's change does not take already: `i <= 8` and `i < 9` are the same mutant of `i < 8`. */
const steps: Readonly<Record<string, 1 | -1>> = { "<": -1, "<=": 1, ">": 1, ">=": -1, "==": 1, "!=": 1 };

/** `i < 8` → `i < 7`; numbers, and macros and enumerators as far as their names show it. */
const offByOne: Operator = (node) => {
  const step = node.type === "binary_expression" ? steps[readOperator(node)] : undefined;
  const limit = node.childForFieldName("right");
  if (step === undefined || limit === null) return undefined;
  const isNumber = limit.type === "number_literal";
  // Errors are below 0, and there is none that nobody uses: err < -1 is err < 0 to a driver.
  if (isNumber && step < 0 && Number(limit.text) === 0) return undefined;
  const isNamed = limit.type === "identifier" && /^[A-Z][A-Z\d_]+$/.test(limit.text) && limit.text !== "NULL";
  const isSize = limit.type === "sizeof_expression" || /^ARRAY_SIZE\b/.test(limit.text);
  if (!isNumber && !isNamed && !isSize) return undefined;
  const plain = isNumber && /^(?:0|[1-9]\d*)$/.test(limit.text);
  const text = plain ? String(Number(limit.text) + step) : `${limit.text} ${step > 0 ? "+" : "-"} 1`;
  return { what: `${text} for ${limit.text}`, edits: [replaced(limit, text)] };
};

/** `netif_carrier_off(netdev);` → `;` */
const call: Operator = (node) => {
  const found = statementCall(node);
  return found === undefined || isIdle(found) ? undefined : { what: "call removed", edits: [emptied(node)] };
};

/** Where a value outlives the statement: members, elements, what a pointer points to. */
const lasting = /^(?:field|subscript|pointer)_expression$/;

/** `ring->count = count;` → `;`, and `ctrl |= BIT;` of a local variable too: it has a value without. */
const assignment: Operator = (node) => {
  const [only, ...more] = node.type === "expression_statement" ? meaningfulChildren(node) : [];
  if (only === undefined || more.length > 0) return undefined;
  const target = only.childForFieldName(only.type === "update_expression" ? "argument" : "left");
  const isUpdate = only.type === "update_expression";
  if (target === null || (!isUpdate && only.type !== "assignment_expression")) return undefined;
  const isCompound = !isUpdate && readOperator(only) !== "=";
  if (!isCompound && !lasting.test(unwrapped(target).type)) return undefined;
  return { what: "assignment removed", edits: [emptied(node)] };
};

/** `return -ENOMEM;` → `return 0;`, and `err = -ENOMEM;`, before the goto that returns it. */
const errno: Operator = (node) => {
  const [only] = /^(?:return|expression)_statement$/.test(node.type) ? meaningfulChildren(node) : [];
  const isLocal = only?.childForFieldName("left")?.type === "identifier" && readOperator(only) === "=";
  const value = node.type === "return_statement" ? only : isLocal ? only?.childForFieldName("right") : undefined;
  if (value?.type !== "unary_expression" || !/^-\s*E[A-Z\d_]+$/.test(value.text)) return undefined;
  return { what: `0 for ${value.text}`, edits: [replaced(value, "0")] };
};

/** `goto err_dma;` → `;`. Labels further up are those of loops, and no errors. */
const skippedGoto: Operator = (node, { labels }) => {
  const label = node.type === "goto_statement" ? node.childForFieldName("label")?.text : undefined;
  if (label === undefined || (labels.get(label) ?? 0) < node.startIndex) return undefined;
  return { what: `goto ${label} skipped`, edits: [emptied(node)] };
};

/** All of them, by the names that the record has. */
export const operators = {
  ...{ condition, logic, bound, "off-by-one": offByOne },
  ...{ call, assignment, errno, goto: skippedGoto },
} as const satisfies Readonly<Record<string, Operator>>;

export type OperatorName = keyof typeof operators;

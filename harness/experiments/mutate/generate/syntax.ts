// SPDX-License-Identifier: GPL-2.0-only
// C as tree-sitter reads it, which needs no headers, no configuration and no compiler's command line: what it cannot make
// sense of (macros that look like nothing in C) is an ERROR node where it stands, and all around it is read as it is.
import { createRequire } from "node:module";
import type { Node, Parser } from "web-tree-sitter";

export type { Node } from "web-tree-sitter";

let parser: Promise<Parser> | undefined;

/** Parses C and hands its tree to `work`, which must keep no node. Offsets are those of the string. */
export async function withSyntax<T>(text: string, work: (root: Node) => T): Promise<T> {
  parser ??= loadParser();
  const tree = (await parser).parse(text);
  if (tree === null) throw new TypeError("a parser with a language gives a tree");
  try {
    return work(tree.rootNode);
  } finally {
    tree.delete();
  }
}

/** Loaded when it is needed: other verbs parse no C. */
async function loadParser(): Promise<Parser> {
  const { Language, Parser } = await import("web-tree-sitter");
  await Parser.init();
  const grammar = createRequire(import.meta.url).resolve("tree-sitter-c/tree-sitter-c.wasm");
  return new Parser().setLanguage(await Language.load(grammar));
}

/** The nodes that are no punctuation and no comments. */
export function meaningfulChildren(node: Node): readonly Node[] {
  return node.namedChildren.filter(({ type }) => type !== "comment");
}

/** What stands in parentheses, however many. */
export function unwrapped(node: Node): Node {
  const [inner, ...more] = node.type === "parenthesized_expression" ? meaningfulChildren(node) : [];
  return inner === undefined || more.length > 0 ? node : unwrapped(inner);
}

/** The text of an operator: `<=`. */
export function readOperator(node: Node): string {
  return node.childForFieldName("operator")?.text ?? "";
}

/** What a call calls, if that is a name: `foo` of `foo(x)`, `read` of `hw->ops.read(hw)`. */
export function calledName(call: Node): string | undefined {
  const called = call.childForFieldName("function");
  if (called?.type === "identifier") return called.text;
  return called?.type === "field_expression" ? called.childForFieldName("field")?.text : undefined;
}

/** The name of a function that is defined; undefined if macros hide it. */
export function definedName(definition: Node): string | undefined {
  const declarator = definition.childForFieldName("declarator");
  const own = declarator?.type === "function_declarator" ? declarator : undefined;
  const found = own ?? declarator?.descendantsOfType("function_declarator")[0];
  const name = found?.childForFieldName("declarator");
  return name?.type === "identifier" ? name.text : undefined;
}

/** The call that is all of a statement. */
export function statementCall(statement: Node): Node | undefined {
  const [only, ...more] = statement.type === "expression_statement" ? meaningfulChildren(statement) : [];
  return more.length === 0 && only?.type === "call_expression" ? only : undefined;
}

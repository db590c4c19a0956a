// SPDX-License-Identifier: GPL-2.0-only
// Kconfig expressions: n, m and y are 0, 1 and 2; and is the least, or the greatest, not is 2 less.

/** Values of symbols as `.config` has them; what is not there is n. */
export type Values = ReadonlyMap<string, string>;

const level: Readonly<Record<string, number>> = { n: 0, m: 1, y: 2 };

/** Reads `.config` text. */
export function parseValues(config: string): Values {
  return new Map([...config.matchAll(/^CONFIG_(\w+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]));
}

/** Splits at a top-level operator. */
export function splitTop(expression: string, operator: "&&" | "||"): string[] {
  const parts: string[] = [];
  let [depth, begin] = [0, 0];
  for (let i = 0; i < expression.length; i++) {
    if (expression[i] === "(") depth++;
    else if (expression[i] === ")") depth--;
    else if (depth === 0 && expression.startsWith(operator, i)) {
      parts.push(expression.slice(begin, i));
      begin = i + 2;
      i++;
    }
  }
  return [...parts, expression.slice(begin)].map((part) => part.trim());
}

/** What must hold, each for itself. */
export function conjuncts(expression: string): string[] {
  const bare = stripParentheses(expression.trim());
  if (splitTop(bare, "||").length > 1) return [bare];
  const parts = splitTop(bare, "&&");
  return parts.length === 1 ? [bare] : parts.flatMap(conjuncts);
}

function stripParentheses(expression: string): string {
  if (!expression.startsWith("(")) return expression;
  let depth = 0;
  for (let i = 0; i < expression.length; i++) {
    if (expression[i] === "(") depth++;
    if (expression[i] === ")" && --depth === 0)
      return i === expression.length - 1 ? stripParentheses(expression.slice(1, -1).trim()) : expression;
  }
  return expression;
}

/** 0, 1 or 2. A macro (`$(…)`) that only kconfig can run counts as y. */
export function evaluate(expression: string, values: Values): number {
  const bare = stripParentheses(expression.trim());
  const any = splitTop(bare, "||");
  if (any.length > 1) return Math.max(...any.map((part) => evaluate(part, values)));
  const all = splitTop(bare, "&&");
  if (all.length > 1) return Math.min(...all.map((part) => evaluate(part, values)));
  const compared = /^([^=!<>]+?)\s*(!=|=|<=|>=|<|>)\s*([^=<>]+)$/.exec(bare);
  if (compared !== null) return compare(compared, values) ? 2 : 0;
  if (bare.startsWith("!")) return 2 - evaluate(bare.slice(1), values);
  if (bare.startsWith("$(")) return 2;
  return level[bare.replaceAll(/["']/g, "")] ?? level[values.get(bare) ?? "n"] ?? 0;
}

function compare([, left = "", operator = "", right = ""]: RegExpExecArray, values: Values): boolean {
  const text = (operand: string): string => {
    const name = operand.trim();
    if (/^["']/.test(name) || /^(?:\d|[nmy]$)/.test(name)) return name.replaceAll(/["']/g, "");
    return (values.get(name) ?? "n").replaceAll('"', "");
  };
  const [a, b] = [text(left), text(right)];
  const order = a.localeCompare(b, "en", { numeric: true });
  return (
    { "=": a === b, "!=": a !== b, "<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0 }[operator] ??
    true
  );
}

/** The symbols that an expression is about. */
export function findSymbols(expression: string): string[] {
  const names = expression.replaceAll(/\$\([^)]*\)|"[^"]*"/g, " ").match(/\b[A-Z0-9_a-z]*[A-Z][A-Z0-9_a-z]*\b/g) ?? [];
  return [...new Set(names)];
}

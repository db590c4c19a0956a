// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { conjuncts, evaluate, parseValues } from "./evaluate.ts";

const values = parseValues('CONFIG_Y=y\nCONFIG_M=m\nCONFIG_ARCH="x86"\nCONFIG_NR=64\n# CONFIG_OFF is not set\n');

const cases: readonly (readonly [string, number])[] = [
  ["Y", 2],
  ["M", 1],
  ["OFF", 0],
  ["NEVER_HEARD_OF", 0],
  ["!M", 1],
  ["!Y", 0],
  ["Y && M", 1],
  ["OFF || M", 1],
  ["(Y || OFF) && !OFF", 2],
  ["!(Y && OFF)", 2],
  ["M != n", 2],
  ["Y=y", 2],
  ['ARCH = "x86"', 2],
  ["NR >= 8 && NR < 65", 2],
  ["y", 2],
  ["m && MODULES", 0],
  ["$(cc-option,-fno-foo)", 2],
];

for (const [expression, expected] of cases)
  test(`${expression} is ${["n", "m", "y"][expected]}`, (t) => t.is(evaluate(expression, values), expected));

test("an expression falls apart into what must hold", (t) => {
  t.deepEqual(conjuncts("(A && (B || C)) && !D"), ["A", "B || C", "!D"]);
  t.deepEqual(conjuncts("A || B && C"), ["A || B && C"]);
});

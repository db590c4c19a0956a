// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { findCandidates } from "./candidates.ts";
import { edit } from "./change.ts";
import { diffOnePlace } from "./diff.ts";
import type { OperatorName } from "./operators.ts";

/** A text in a function of a driver. */
const inFunction = (body: string): string => `static int f(struct dev *dev)\n{\n${body}\n}\n`;

/** The lines that each mutant of a text takes away and adds, an operator's or all. */
async function mutants(text: string, only?: OperatorName): Promise<readonly string[]> {
  const found = await findCandidates("a.c", text);
  return found
    .filter(({ operator }) => only === undefined || operator === only)
    .map(({ edits }) => diffOnePlace("a.c", text, edit(text, edits)))
    .map((diff) =>
      diff
        .split("\n")
        .slice(4)
        .filter((line) => /^[-+]/.test(line))
        .join("\n"),
    );
}

const cases: readonly (readonly [operator: OperatorName, body: string, ...diffs: readonly string[]])[] = [
  ["condition", "\tif (ready)\n\t\tg();", "-\tif (ready)\n+\tif (!ready)"],
  ["condition", "\tif (!ready)\n\t\tg();", "-\tif (!ready)\n+\tif (ready)"],
  ["condition", "\tif (!(a || b))\n\t\tg();", "-\tif (!(a || b))\n+\tif ((a || b))"],
  ["condition", "\tif (err < 0)\n\t\tg();", "-\tif (err < 0)\n+\tif (err >= 0)"],
  ["condition", "\tif (a->b & BIT(3))\n\t\tg();", "-\tif (a->b & BIT(3))\n+\tif (!(a->b & BIT(3)))"],
  ["condition", "\tif (unlikely(x))\n\t\tg();", "-\tif (unlikely(x))\n+\tif (!unlikely(x))"],
  ["condition", "\tif ((p = next()))\n\t\tg();", "-\tif ((p = next()))\n+\tif (!(p = next()))"],
  ["condition", "\twhile (n--)\n\t\tg();", "-\twhile (n--)\n+\twhile (!(n--))"],
  ["condition", "\tdo {\n\t\tg();\n\t} while (x == 1);", "-\t} while (x == 1);\n+\t} while (x != 1);"],
  ["condition", "\twhile (1)\n\t\tg();\n\twhile (true)\n\t\tg();"],
  ["logic", "\tif (a && b)\n\t\tg();", "-\tif (a && b)\n+\tif (a || b)"],
  ["logic", "\treturn a || !b;", "-\treturn a || !b;\n+\treturn a && !b;"],
  [
    "logic",
    "\treturn a && b &&\n\t       c;",
    "-\treturn a && b &&\n+\treturn (a && b) ||",
    "-\treturn a && b &&\n+\treturn (a || b) &&",
  ],
  ["bound", "\tfor (i = 0; i < n; i++)\n\t\tg();", "-\tfor (i = 0; i < n; i++)\n+\tfor (i = 0; i <= n; i++)"],
  ["bound", "\treturn a >= b;", "-\treturn a >= b;\n+\treturn a > b;"],
  ["bound", "\treturn a > b;", "-\treturn a > b;\n+\treturn a >= b;"],
  ["bound", "\treturn a == b;"],
  ["off-by-one", "\treturn a < 8;", "-\treturn a < 8;\n+\treturn a < 7;"],
  ["off-by-one", "\treturn a <= 8;", "-\treturn a <= 8;\n+\treturn a <= 9;"],
  ["off-by-one", "\treturn a == 0x10;", "-\treturn a == 0x10;\n+\treturn a == 0x10 + 1;"],
  ["off-by-one", "\treturn a >= MAX_RINGS;", "-\treturn a >= MAX_RINGS;\n+\treturn a >= MAX_RINGS - 1;"],
  ["off-by-one", "\treturn a < ARRAY_SIZE(b);", "-\treturn a < ARRAY_SIZE(b);\n+\treturn a < ARRAY_SIZE(b) - 1;"],
  ["off-by-one", "\treturn err < 0 || p == NULL || a < n || flag == true;"],
  ["call", "\tnetif_carrier_off(netdev);", "-\tnetif_carrier_off(netdev);\n+\t;"],
  ["call", "\thw->mac.ops.reset(hw);", "-\thw->mac.ops.reset(hw);\n+\t;"],
  ["call", "\tif (a)\n\t\tkick(a);\n\telse\n\t\tb = kick(c);", "-\t\tkick(a);\n+\t\t;"],
  ["call", "\twrite(hw, REG,\n\t      value);", "-\twrite(hw, REG,\n-\t      value);\n+\t;\n+"],
  ["call", "\t(void)kick(a);\n\tx = kick(a);\n\treturn kick(a);"],
  ["assignment", "\tring->count = count;", "-\tring->count = count;\n+\t;"],
  ["assignment", "\ta[3]--;\n", "-\ta[3]--;\n+\t;"],
  ["assignment", "\t*up = true;", "-\t*up = true;\n+\t;"],
  ["assignment", "\tctrl |= CTRL_RST;", "-\tctrl |= CTRL_RST;\n+\t;"],
  ["assignment", "\tint a = 3;\n\tb = 4;\n\ti++;"],
  ["errno", "\treturn -ENOMEM;", "-\treturn -ENOMEM;\n+\treturn 0;"],
  ["errno", "\terr = -E1000_ERR_PHY;", "-\terr = -E1000_ERR_PHY;\n+\terr = 0;"],
  ["errno", "\treturn ERR_PTR(-ENOMEM);\n\treturn -1;\n\treturn err;\n\tdev->err = -EIO;\n\terr |= -EIO;"],
  ["goto", "\tif (a)\n\t\tgoto err;\nerr:\n\treturn 0;", "-\t\tgoto err;\n+\t\t;"],
  ["goto", "again:\n\tif (a)\n\t\tgoto again;"],
];

for (const [operator, body, ...diffs] of cases)
  test(`${operator}: ${body.trim().replaceAll(/\s+/g, " ")}`, async (t) => {
    t.deepEqual(await mutants(inFunction(body), operator), diffs);
  });

for (const [what, body] of [
  ["comments and strings", '\t/* if (a < 3) kick(b); */\n\tconst char *s = "if (a < 3) kick(b);"; // return -ENOMEM;'],
  ["the bodies of macros", "#define KICK(a) do {\t\\\n\tif (a < 3)\t\t\\\n\t\tkick(a);\t\\\n} while (a)"],
  ["code that is left out", "#if 0\n\tif (a < 3)\n\t\tkick(b);\n#endif"],
  ["conditions of the preprocessor", "#if A < 3 && B\n#elif defined(C) || D > 4\n#endif"],
  ["declarations that look like calls", "\tDECLARE_BITMAP(mask, 64);\n\tLIST_HEAD(list);\n\tguard(mutex)(&lock);"],
  ["loops that look like calls", "\tlist_for_each_entry(p, &list, head) {\n\t}\n\tfor_each_set_bit(i, mask, 3)\n\t\t;"],
  [
    "what writes to the log, and whether it does",
    '\tif (a < 3 && b)\n\t\tnetdev_dbg(dev, "%d\\n", a > b);\n\telse\n\t\te_info("x" "y");\n\tdev_err_once(d, "no\\n");\n\tNL_SET_ERR_MSG_MOD(extack, "no");\n\ttrace_dev_ready(d);',
  ],
  ["checks", "\tWARN_ON(a);\n\tBUG_ON(b);\n\tlockdep_assert_held(&lock);\n\tASSERT_RTNL();\n\tmight_sleep();"],
  ["delays and barriers", "\tmdelay(10);\n\tusleep_range(1, 2);\n\tmsleep(3);\n\tsmp_mb__after_atomic();\n\twmb();"],
] as const)
  test(`nothing is made of ${what}`, async (t) => {
    t.deepEqual(await mutants(inFunction(body)), []);
  });

test("what only has the name of a message, or decides more than whether there is one, is changed", async (t) => {
  const text = inFunction('\tsend_msg(mbx);\n\tif (a) {\n\t\tdev_err(d, "no");\n\t\treturn b;\n\t}');
  t.deepEqual(await mutants(text), ["-\tsend_msg(mbx);\n+\t;", "-\tif (a) {\n+\tif (!a) {"]);
});

test("the other branch of what is left out is compiled, and so is what hangs on the configuration", async (t) => {
  const text = inFunction("#if 0\n\ta();\n#else\n\tb();\n#endif\n#ifdef CONFIG_PM\n\tc();\n#endif");
  t.deepEqual(await mutants(text), ["-\tb();\n+\t;", "-\tc();\n+\t;"]);
});

test("a condition that the preprocessor puts together is left alone", async (t) => {
  const text = inFunction("\tif (a\n#ifdef CONFIG_PM\n\t    && b\n#endif\n\t   )\n\t\tc();");
  t.deepEqual(await mutants(text, "condition"), []);
  t.deepEqual(await mutants(text, "logic"), []);
});

test("where C ends, by the kernel's attributes and macros, the rest of the function is read", async (t) => {
  const text =
    "/* \u00e9 */\nstatic netdev_tx_t __maybe_unused g(struct sk_buff __user *skb, struct net_device *dev)\n{\n" +
    "\tstruct a *a = container_of(b, struct a, c);\n\tlist_for_each_entry(p, &a->list, head)\n\t\tkick(p);\n}\n";
  const [found, ...more] = await findCandidates("a.c", text);
  t.deepEqual(more, []);
  t.like(found, { file: "a.c", function: "g", operator: "call", line: 6, endLine: 6 });
  t.deepEqual(await mutants(text), ["-\t\tkick(p);\n+\t\t;"]);
});

test("outside functions there is nothing: tables, and what modules declare", async (t) => {
  const text = 'static int debug = 3 < 4;\nmodule_init(a);\nMODULE_LICENSE("GPL");\nEXPORT_SYMBOL(f);\n';
  t.deepEqual(await mutants(text), []);
});

// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { linkErrors, parseSymbols, type Symbols } from "./link.ts";

const nm = `0000000000000000 T uio_fixture_count
0000000000000000 r __export_symbol_uio_fixture_count
                 U __fentry__
0000000000000010 W overridden
0000000000000020 t local
0000000000000000 B state`;

const symbols = (file: string, owner: string, defined: string[], used: string[], exported: string[] = []): Symbols => ({
  ...{ file, owner, defined: new Set(defined), exported: new Set(exported) },
  ...{ undefined: new Set(used), weak: new Set<string>() },
});

test("nm's output: defined, weak, exported, used; what is local is nobody's", (t) => {
  const read = parseSymbols({ file: "a.o", owner: "vmlinux" }, nm);
  t.deepEqual([...read.defined], ["uio_fixture_count", "state"]);
  t.deepEqual([...read.weak, ...read.exported, ...read.undefined], ["overridden", "uio_fixture_count", "__fentry__"]);
});

const counter = symbols("c.o", "c.ko", ["count"], [], ["count"]);
const user = symbols("u.o", "u.ko", [], ["count", "kfree"]);

test("modules find what others export", (t) => {
  t.deepEqual(linkErrors([counter, user], [counter, user]), []);
  const [error] = linkErrors([{ ...counter, exported: new Set() }, user], []);
  t.deepEqual([error?.grade, error?.file], ["error", "u.c"]);
  t.regex(error?.message ?? "", /"count": c\.o defines it and does not export it/);
});

test("within one module, and in the kernel itself, nothing has to be exported", (t) => {
  t.deepEqual(linkErrors([{ ...counter, owner: "u.ko", exported: new Set() }, user], []), []);
  const builtIn = { ...counter, owner: "vmlinux", exported: new Set<string>() };
  t.deepEqual(linkErrors([builtIn, { ...user, owner: "vmlinux" }], []), []);
  t.regex(linkErrors([builtIn, user], [])[0]?.message ?? "", /does not export it/);
});

test("what is built in cannot use a module", (t) => {
  t.regex(linkErrors([counter, { ...user, owner: "vmlinux" }], [])[0]?.message ?? "", /c\.o .* is in a module/);
});

test("a symbol that a configuration leaves out is missed, one of the rest of the kernel is not", (t) => {
  const errors = linkErrors([user], [counter, user]);
  t.is(errors.length, 1);
  t.regex(errors[0]?.message ?? "", /undefined reference to "count": only c\.o defines it/);
});

test("a 64-bit division on a CPU that has none", (t) => {
  t.regex(linkErrors([symbols("d.o", "vmlinux", [], ["__udivdi3"])], [])[0]?.message ?? "", /math64\.h/);
});

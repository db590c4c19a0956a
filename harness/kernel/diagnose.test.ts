// SPDX-License-Identifier: GPL-2.0-only
// Output of kbuild of Linux 6.12 with gcc 12, as recorded.
import test from "ava";
import { diagnose, errorLines } from "./diagnose.ts";
import { KernelError, LabError } from "../host/errors.ts";

const compiler = `make: Entering directory '/cache/tree'
make[1]: Entering directory '/cache/tree/build'
  GEN     Makefile
  CC [M]  drivers/uio/uio.o
  CC [M]  drivers/uio/uio_msi.o
../drivers/uio/uio_msi.c: In function 'uio_msi_probe':
../drivers/uio/uio_msi.c:45:9: error: implicit declaration of function 'nonsense' [-Werror=implicit-function-declaration]
   45 |         nonsense();
      |         ^~~~~~~~
../drivers/uio/uio_msi.c:46:16: error: 'foo' undeclared (first use in this function)
   46 |         return foo;
      |                ^~~
../drivers/uio/uio_msi.c:46:16: note: each undeclared identifier is reported only once for each function it appears in
cc1: some warnings being treated as errors
make[4]: *** [../scripts/Makefile.build:229: drivers/uio/uio_msi.o] Error 1
make[3]: *** [../scripts/Makefile.build:478: drivers/uio] Error 2
make[2]: *** [../scripts/Makefile.build:478: drivers] Error 2
make[2]: *** Waiting for unfinished jobs....
  CC      kernel/fork.o
make[1]: *** [/cache/tree/Makefile:1945: .] Error 2
make: *** [Makefile:224: __sub-make] Error 2`.split("\n");

test("a compiler's error is shown with its lines, and nothing of make's", (t) => {
  t.deepEqual(errorLines(compiler), [
    "drivers/uio/uio_msi.c: In function 'uio_msi_probe':",
    "drivers/uio/uio_msi.c:45:9: error: implicit declaration of function 'nonsense' [-Werror=implicit-function-declaration]",
    "   45 |         nonsense();",
    "      |         ^~~~~~~~",
    "drivers/uio/uio_msi.c:46:16: error: 'foo' undeclared (first use in this function)",
    "   46 |         return foo;",
    "      |                ^~~",
    "drivers/uio/uio_msi.c:46:16: note: each undeclared identifier is reported only once for each function it appears in",
    "cc1: some warnings being treated as errors",
  ]);
  const error = diagnose(compiler, "patched linux 6.12 does not build", "/log");
  t.true(error instanceof KernelError);
  t.is(
    error.message,
    "patched linux 6.12 does not build: drivers/uio/uio_msi.c:45: implicit declaration of function 'nonsense' [-Werror=implicit-function-declaration]",
  );
  t.is(error.hint, "Full log: /log");
  t.deepEqual(
    error.errors.map(({ file, line }) => `${file}:${line}`),
    ["drivers/uio/uio_msi.c:45", "drivers/uio/uio_msi.c:46"],
  );
});

test("a symbol that no module has", (t) => {
  const error = diagnose(
    [
      'ERROR: modpost: "nonsense" [drivers/uio/uio_msi.ko] undefined!',
      "make[3]: *** [../scripts/Makefile.modpost:145: Module.symvers] Error 1",
    ],
    "patched does not build",
    "/log",
  );
  t.is(error.output, 'ERROR: modpost: "nonsense" [drivers/uio/uio_msi.ko] undefined!');
  t.is(error.message, 'patched does not build: ERROR: modpost: "nonsense" [drivers/uio/uio_msi.ko] undefined!');
});

test("a file that a Makefile names and nobody wrote", (t) => {
  const line = "make[4]: *** No rule to make target 'drivers/uio/nil.o', needed by 'drivers/uio/'.  Stop.";
  t.is(diagnose(["  CC      a.o", line, "make[3]: *** [../x:1: drivers/uio] Error 2"], "patched", "/log").output, line);
});

const hosts: readonly (readonly [string, string, RegExp])[] = [
  ["a full disk", "fatal error: error writing to /tmp/cc.s: No space left on device", /^The disk is full/],
  ["no memory", "gcc: fatal error: Killed signal terminated program cc1", /^Out of memory/],
  ["no flex", "/bin/sh: 1: flex: not found", /^flex is missing/],
  ["no libelf", "../tools/objtool/elf.h:11:10: fatal error: gelf.h: No such file or directory", /^gelf.h is missing/],
];

for (const [what, line, message] of hosts)
  test(`${what} is the host's fault`, (t) => {
    const error = diagnose([line, "make: *** [Makefile:1: all] Error 2"], "base does not build", "/log");
    t.true(error instanceof LabError);
    t.regex(error.message, message);
  });

test("a make that says nothing that is known is shown by its last lines", (t) => {
  const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  t.deepEqual(errorLines(lines), lines.slice(-10));
});

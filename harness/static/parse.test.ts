// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { parseCheckpatch, parseComplaints, parseLinkErrors, parseSpatch } from "./parse.ts";

const tree = "/linux";
const bare = (output: string): unknown[] =>
  parseComplaints(output.split("\n"), tree).map(({ grade, file, line, message }) => [grade, file, line, message]);

test("gcc: place, grade and message, with what it prints below", (t) => {
  const output = `  CC [M]  drivers/uio/uio_msi.o
In file included from ${tree}/include/linux/pci.h:37,
                 from ${tree}/drivers/uio/uio_msi.c:12:
${tree}/drivers/uio/uio_msi.c: In function 'probe':
${tree}/drivers/uio/uio_msi.c:45:13: warning: variable 'unread' set but not used [-Wunused-but-set-variable]
   45 |         int unread;
      |             ^~~~~~
../drivers/uio/uio_msi.c:50:9: error: implicit declaration of function 'gone' [-Werror=implicit-function-declaration]
   50 |         gone();
make[4]: *** [../scripts/Makefile.build:229: drivers/uio/uio_msi.o] Error 1`;
  t.deepEqual(bare(output), [
    ["warning", "drivers/uio/uio_msi.c", 45, "variable 'unread' set but not used [-Wunused-but-set-variable]"],
    [
      "error",
      "drivers/uio/uio_msi.c",
      50,
      "implicit declaration of function 'gone' [-Werror=implicit-function-declaration]",
    ],
  ]);
  t.regex(parseComplaints(output.split("\n"), tree)[0]?.text ?? "", /int unread;\n.*\^~/);
  t.notRegex(parseComplaints(output.split("\n"), tree)[1]?.text ?? "", /make/);
});

test("sparse: the types that differ are of the same finding", (t) => {
  const output = `  CHECK   ../drivers/uio/uio_msi.c
../drivers/uio/uio_msi.c:4:42: warning: incorrect type in initializer (different address spaces)
../drivers/uio/uio_msi.c:4:42:    expected char *q
../drivers/uio/uio_msi.c:4:42:    got void [noderef] __user *p
../drivers/uio/uio_msi.c:9:33: warning: dereference of noderef expression`;
  t.deepEqual(bare(output), [
    ["warning", "drivers/uio/uio_msi.c", 4, "incorrect type in initializer (different address spaces)"],
    ["warning", "drivers/uio/uio_msi.c", 9, "dereference of noderef expression"],
  ]);
  t.regex(parseComplaints(output.split("\n"), tree)[0]?.text ?? "", /expected char \*q\n\s+got void/);
});

test("kernel-doc: names are as they were given, or absolute", (t) => {
  const message = "Function parameter or struct member 'z' not described in 'foo'";
  const finding = ["warning", "drivers/uio/uio.c", 6, message];
  t.deepEqual(bare(`drivers/uio/uio.c:6: warning: ${message}`), [finding]);
  t.deepEqual(bare(`Warning: drivers/uio/uio.c:6 ${message}`), [finding], "as newer kernels have it");
});

test("a text that only looks like one is none", (t) => {
  t.deepEqual(bare("  CC      lib/error.o\nnote: warning: nothing\n12:30: all is well"), []);
});

test("modpost and the linker", (t) => {
  const lines = ['ERROR: modpost: "gone" [drivers/uio/uio_msi.ko] undefined!', "  LD [M]  a.ko"];
  t.deepEqual(parseLinkErrors(lines), [{ grade: "error", message: '"gone" [drivers/uio/uio_msi.ko] undefined!' }]);
});

test("checkpatch: ERROR and WARNING count, CHECK is a note, and so is its question about MAINTAINERS", (t) => {
  const output = `ERROR:SPACING: space required before the open parenthesis '('
#22: FILE: drivers/pci/slot.c:427:
+	if(number)

CHECK:LINE_SPACING: Please don't use multiple blank lines
#30: FILE: drivers/pci/slot.c:430:
+
+

WARNING:FILE_PATH_CHANGES: added, moved or deleted file(s), does MAINTAINERS need updating?
#12: 
new file mode 100644

ERROR:MISSING_SIGN_OFF: Missing Signed-off-by: line(s)


NOTE: For some of the reported defects, checkpatch may be able to
      mechanically convert to the typical style using --fix or --fix-inplace.
`;
  const found = parseCheckpatch(output, "01.patch");
  t.deepEqual(
    found.map(({ grade, file, line }) => [grade, file, line]),
    [
      ["error", "drivers/pci/slot.c", 427],
      ["note", "drivers/pci/slot.c", 430],
      ["note", "01.patch", undefined],
      ["error", "01.patch", undefined],
    ],
  );
  t.is(found[0]?.message, "space required before the open parenthesis '(' [SPACING]");
  t.notRegex(found[3]?.text ?? "", /mechanically/);
});

test("semantic patches: a low confidence is a note", (t) => {
  const line = "./drivers/pci/rom.c:305:9-16: WARNING: ERR_CAST can be used with found";
  const finding = {
    file: "drivers/pci/rom.c",
    line: 305,
    message: "WARNING: ERR_CAST can be used with found [a.cocci]",
  };
  t.like(parseSpatch(`warning: line 3\n${line}\n`, "a.cocci", "warning")[0], { grade: "warning", ...finding });
  t.is(parseSpatch(line, "a.cocci", "note")[0]?.grade, "note");
});

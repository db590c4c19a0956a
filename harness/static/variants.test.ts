// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { Wish } from "../kernel/kconfig/fragment.ts";
import type { Definition } from "../kernel/kconfig/parse.ts";
import { parseScript } from "./coccicheck.ts";
import { readRenames } from "./subject.ts";
import { changedNames } from "./users.ts";
import { selectSettable, configured, i386, withSymbols, withoutMsi } from "./variants.ts";

const wish = (symbol: string, value: string): Wish => ({ symbol, value, where: "" });
const shown = (wishes: readonly Wish[]): string => wishes.map(({ symbol, value }) => `${symbol}=${value}`).join(" ");
const definition = (symbol: string, type: Definition["type"], prompt = true): [string, Definition[]] => [
  symbol,
  [{ symbol, type, prompt, where: "", depends: [], selects: [], inChoice: false }],
];

const added = selectSettable(
  ["NEW", "FLAG", "HIDDEN", "GONE"],
  new Map([definition("NEW", "tristate"), definition("FLAG", "bool"), definition("HIDDEN", "bool", false)]),
);
const lab = [wish("UIO", "m"), wish("64BIT", "y"), wish("PCI_MSI", "y")];

test("symbols that somebody can set", (t) => {
  t.deepEqual([...added.keys()], ["NEW", "FLAG"]);
});

test("what the series adds is on, unless a fragment says otherwise", (t) => {
  t.is(shown(configured.wishes(lab, added)), "NEW=m FLAG=y UIO=m 64BIT=y PCI_MSI=y");
  t.is(shown(configured.wishes([wish("NEW", "y")], added)), "NEW=y FLAG=y");
});

test("built in, all is built in: what is in a module cannot hold what is not", (t) => {
  t.is(shown(withSymbols("y").wishes(lab, added)), "UIO=y 64BIT=y PCI_MSI=y NEW=y FLAG=y");
  t.is(shown(withSymbols("n").must(added)), "NEW=n FLAG=n");
  t.is(shown(withSymbols("m").must(added)), "NEW=m FLAG=y");
});

test("without MSI, and for 32 bits", (t) => {
  t.regex(shown(withoutMsi.wishes(lab, added)), /PCI_MSI=n/);
  t.notRegex(shown(i386.wishes(lab, added)), /64BIT/);
});

test("semantic patches say how they are to be run", (t) => {
  const text = "/// Finds it\n// Confidence: Low\n// Options: --no-includes --include-headers\n// Requires: 1.0.4\n";
  t.deepEqual(parseScript("/s/a.cocci", "a.cocci", text), {
    ...{ name: "a.cocci", file: "/s/a.cocci", options: ["--no-includes", "--include-headers"] },
    ...{ requires: "1.0.4", grade: "note" },
  });
  t.is(parseScript("", "", "//  Confidence: High\n").grade, "warning");
});

test("names whose users have to be compiled too", (t) => {
  const diff = `--- a/include/linux/uio_driver.h
+++ b/include/linux/uio_driver.h
-extern void uio_event_notify(struct uio_info *info);
+extern void uio_event_notify(struct uio_info *info, int count);
-#define UIO_MAX 5
-static inline int uio_is(struct uio_info *info)
-	return call(info);
-EXPORT_SYMBOL_GPL(uio_gone);
-module_init(start);
-int (*pointer)(void);
+int brand_new(void);
diff --git a/Documentation/x.rst b/Documentation/x.rst
--- a/Documentation/x.rst
+++ b/Documentation/x.rst
@@ -1 +1 @@
-A text that says call (so) to nobody
`;
  t.deepEqual(changedNames([diff]), ["uio_event_notify", "uio_gone", "UIO_MAX", "uio_is"]);
});

test("renames", (t) => {
  t.deepEqual([...readRenames(["rename from a.c\nrename to b/a.c\n"])], [["a.c", "b/a.c"]]);
});

// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { fileText, renderChoice } from "./choice-text.ts";

const igb = { file: "igb/igb_main.c", parts: [{ module: "igb", symbols: ["IGB"] }], devices: ["igb", "igbvf"] };
const none = { quick: [], default: [], full: [] };

test("the way goes from the file over the module to its devices", (t) => {
  t.is(fileText(igb), "igb/igb_main.c → igb (CONFIG_IGB) → igb, igbvf");
  const core = { file: "net/core/dev.c", parts: [{ module: "dev", symbols: [] }], devices: [], core: "the core" };
  t.is(fileText(core), "net/core/dev.c → dev: the core");
  const off = { file: "a.c", parts: [], devices: [], untested: "no Makefile compiles it" };
  t.is(fileText(off), "a.c: no Makefile compiles it");
});

test("machines stand by profile; where there is none the verdict is foretold", (t) => {
  const quick = [{ device: "igb", iommu: "off", flavour: "plain" }] as const;
  const text = renderChoice({ files: [igb], machines: { ...none, quick }, labDriver: true });
  t.regex(text, /^ {2}quick: igb\/iommu-off$/m);
  t.regex(text, /to test with/);
  t.regex(renderChoice({ files: [], machines: none, labDriver: false, untested: "x" }), /its verdict is UNTESTED/);
});

// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { parseMakefile } from "./makefile.ts";

const lines: readonly (readonly [text: string, list: string, symbol: string | undefined, values: readonly string[]])[] =
  [
    ["obj-$(CONFIG_IGB) += igb.o", "obj", "IGB", ["igb.o"]],
    ["obj-y += pci/ msi/", "obj", undefined, ["pci/", "msi/"]],
    ["lib-y\t:= a.o # not b.o", "lib", undefined, ["a.o"]],
    ["igb-y := main.o \\\n\tptp.o", "igb", undefined, ["main.o", "ptp.o"]],
    ["igb-objs := main.o", "igb", undefined, ["main.o"]],
    ["nvme-core-$(CONFIG_NVME_MULTIPATH)\t+= multipath.o", "nvme-core", "NVME_MULTIPATH", ["multipath.o"]],
    ["core-y = $(common-y) en/rx.o", "core", undefined, ["common.o", "en/rx.o"]],
    ["obj-$(subst m,y,$(CONFIG_PCI)) += quirks.o", "obj", "PCI", ["quirks.o"]],
    ["ccflags-y += -I$(src) -DX", "ccflags", undefined, []],
  ];

for (const [text, list, symbol, values] of lines)
  test(`${JSON.stringify(text)} is understood`, (t) => {
    t.deepEqual(parseMakefile(text), [{ list, symbol, values }]);
  });

test("what is no list is left out, and both branches of a condition count", (t) => {
  const text = "CFLAGS_a.o = -O0\n$(obj)/a.o: b.h\nifeq ($(CONFIG_X),y)\nobj-y += a.o\nelse\nobj-y += b.o\nendif\n";
  t.deepEqual(
    parseMakefile(text).map(({ values }) => values),
    [["a.o"], ["b.o"]],
  );
});

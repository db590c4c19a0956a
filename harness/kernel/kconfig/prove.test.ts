// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { folderWith } from "../testing.ts";
import { parseValues } from "./evaluate.ts";
import { parseFragment } from "./fragment.ts";
import { parseKconfig } from "./parse.ts";
import { explainWish, unmetWishes } from "./prove.ts";

const kconfig = {
  Kconfig: `mainmenu "Linux/$(ARCH) $(KERNELVERSION) Kernel Configuration"
source "drivers/Kconfig"
source "arch/$(SRCARCH)/Kconfig"
config IRQ_WORK
	bool
`,
  "arch/x86/Kconfig": `config X86_64
	def_bool y
	select IRQ_WORK
`,
  "drivers/Kconfig": `menu "Devices"
	depends on HAS_IOMEM && \\
		   (PCI || ISA)

config UIO
	tristate "Userspace I/O" # a comment
	depends on MMU
	help
	  config NOT_A_SYMBOL
	  depends on nothing, for this is prose.

	  More prose.

if UIO
config UIO_PCI_MSI
	tristate "MSI-X" if EXPERT
	depends on PCI_MSI && EVENTFD
	select IRQ_WORK
endif # UIO

config PCI_MSI
	bool "MSI"
choice
	prompt "How"
config HOW_A
	bool "A"
config HOW_B
	bool "B"
endchoice
endmenu
`,
};

test("a Kconfig tree is read with its menus, ifs, continued lines and help texts", async (t) => {
  const definitions = parseKconfig(await folderWith(t, kconfig));
  t.deepEqual([...definitions.keys()].sort(), [
    "HOW_A",
    "HOW_B",
    "IRQ_WORK",
    "PCI_MSI",
    "UIO",
    "UIO_PCI_MSI",
    "X86_64",
  ]);
  const [uio] = definitions.get("UIO_PCI_MSI") ?? [];
  t.deepEqual(uio?.depends, ["HAS_IOMEM && (PCI || ISA)", "UIO", "EXPERT", "PCI_MSI && EVENTFD"]);
  t.is(uio?.where, "drivers/Kconfig:15");
  t.true(definitions.get("HOW_A")?.[0]?.inChoice);
});

const explained = test.macro<[fragment: string, config: string, expected: string | undefined]>(
  async (t, fragment, config, expected) => {
    const definitions = parseKconfig(await folderWith(t, kconfig));
    const values = parseValues(config);
    const [unmet] = unmetWishes(parseFragment("f.config", fragment).wishes, values);
    t.is(unmet && explainWish(unmet, values, definitions, "6.12"), expected);
  },
);

const good = "CONFIG_HAS_IOMEM=y\nCONFIG_PCI=y\nCONFIG_MMU=y\nCONFIG_EXPERT=y\n";

test("what came out as asked is not explained", explained, "CONFIG_PCI=y\n# CONFIG_ISA is not set\n", good, undefined);
test("a symbol that nobody defines", explained, "CONFIG_FOO=y", good, "CONFIG_FOO does not exist in 6.12 (f.config:1)");
test(
  "a dependency that is off, and only that one",
  explained,
  "CONFIG_UIO_PCI_MSI=m",
  `${good}CONFIG_UIO=m\nCONFIG_EVENTFD=y\n`,
  "CONFIG_UIO_PCI_MSI is not set, asked for =m (f.config:1)\n  drivers/Kconfig:15 depends on PCI_MSI (PCI_MSI=n)",
);
test(
  "built in on top of a module",
  explained,
  "CONFIG_UIO_PCI_MSI=y",
  `${good}CONFIG_UIO=m\nCONFIG_EVENTFD=y\nCONFIG_PCI_MSI=y\nCONFIG_UIO_PCI_MSI=m\n`,
  "CONFIG_UIO_PCI_MSI is m, asked for =y (f.config:1)\n  drivers/Kconfig:15 depends on UIO (UIO=m)",
);
test(
  "an alternative that is off on both sides",
  explained,
  "CONFIG_UIO=m",
  "CONFIG_HAS_IOMEM=y\nCONFIG_MMU=y\n",
  "CONFIG_UIO is not set, asked for =m (f.config:1)\n  drivers/Kconfig:5 depends on PCI || ISA (PCI=n, ISA=n)",
);
test(
  "a symbol without a prompt",
  explained,
  "CONFIG_IRQ_WORK=y",
  good,
  "CONFIG_IRQ_WORK is not set, asked for =y (f.config:1)\n  it has no prompt: it is selected by others (UIO_PCI_MSI, X86_64)",
);
test(
  "a symbol that others switch on",
  explained,
  "# CONFIG_IRQ_WORK is not set",
  `${good}CONFIG_X86_64=y\nCONFIG_IRQ_WORK=y\n`,
  "CONFIG_IRQ_WORK is y, asked for off (f.config:1)\n  selected by X86_64",
);
test(
  "a module of what can be none",
  explained,
  "CONFIG_PCI_MSI=m",
  `${good}CONFIG_PCI_MSI=y\n`,
  "CONFIG_PCI_MSI is y, asked for =m (f.config:1)\n  it is bool: no module",
);
test(
  "the other member of a choice",
  explained,
  "CONFIG_HOW_A=y",
  `${good}CONFIG_HOW_B=y\n`,
  "CONFIG_HOW_A is not set, asked for =y (f.config:1)\n  another member of its choice is on",
);

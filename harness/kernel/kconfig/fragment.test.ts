// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { UsageError } from "../../host/errors.ts";
import { mergeFragments, parseFragment, renderWishes } from "./fragment.ts";

test("a fragment is symbols with the line that each is on", (t) => {
  const { wishes, requires } = parseFragment(
    "a.config",
    '# why\nCONFIG_PCI=y\n\nCONFIG_UIO=m\n# CONFIG_USB is not set\nCONFIG_HZ=-1\nCONFIG_NAME="a b"\n',
  );
  t.deepEqual(
    wishes.map(({ symbol, value, where }) => `${symbol}=${value} ${where}`),
    ["PCI=y a.config:2", "UIO=m a.config:4", "USB=n a.config:5", "HZ=-1 a.config:6", 'NAME="a b" a.config:7'],
  );
  t.deepEqual(requires, []);
});

test("a fragment names the symbols without which it is left out", (t) => {
  const { requires } = parseFragment("a.config", "# Why.\n# requires: CONFIG_UIO_PCI_MSI, CONFIG_B\nCONFIG_A=y\n");
  t.deepEqual(requires, ["UIO_PCI_MSI", "B"]);
});

test("a line that is none is named", (t) => {
  const error = t.throws(() => parseFragment("a.config", "CONFIG_A=y\nCONFIG_B\n"), { instanceOf: UsageError });
  t.is(error.message, "a.config:2 is not a valid .config line: CONFIG_B");
});

test("a fragment that contradicts itself is refused, one that says a thing twice is not", (t) => {
  t.notThrows(() => parseFragment("a.config", "CONFIG_A=y\nCONFIG_A=y\n"));
  const error = t.throws(() => parseFragment("a.config", "CONFIG_A=y\n# CONFIG_A is not set\n"));
  t.is(error.message, "a.config:2 contradicts a.config:1: CONFIG_A.");
});

test("a later fragment changes what an earlier one asked for", (t) => {
  const merged = mergeFragments([
    parseFragment("a.config", "CONFIG_A=y\nCONFIG_B=y\n"),
    parseFragment("b.config", "# CONFIG_A is not set\n"),
  ]);
  t.is(renderWishes(merged), "# CONFIG_A is not set\nCONFIG_B=y\n");
});

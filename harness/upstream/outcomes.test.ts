// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { readTests } from "./outcomes.ts";

// As tools/testing/selftests/kselftest_harness.h prints it.
const harness = `TAP version 13
1..3
# Starting 3 tests from 2 test cases.
#  RUN           vfio_pci_device_test.config_space_read_write ...
Vendor: 8086, Device: 10c9
#            OK  vfio_pci_device_test.config_space_read_write
ok 1 vfio_pci_device_test.config_space_read_write
#  RUN           vfio_pci_irq_test.msi.enable_trigger_disable ...
#      SKIP      MSI: not supported
#            OK  vfio_pci_irq_test.msi.enable_trigger_disable
ok 2 vfio_pci_irq_test.msi.enable_trigger_disable # SKIP MSI: not supported
#  RUN           vfio_pci_device_test.reset ...
# vfio_pci_device_test.c:176:reset:Expected 0 (0) == r (-1)
# reset: Test failed
#          FAIL  vfio_pci_device_test.reset
not ok 3 vfio_pci_device_test.reset
# FAILED: 2 / 3 tests passed.
# Totals: pass:1 fail:1 xfail:0 xpass:0 skip:1 error:0
`;

test("the tests of a program that speaks KTAP", (t) => {
  const { tests, errors } = readTests("vfio_pci_device_test", { code: 1, output: harness });
  t.deepEqual(errors, []);
  t.deepEqual(
    tests.map(({ name, outcome, reason }) => [name, outcome, reason]),
    [
      ["vfio_pci_device_test: vfio_pci_device_test.config_space_read_write", "PASS", undefined],
      ["vfio_pci_device_test: vfio_pci_irq_test.msi.enable_trigger_disable", "SKIP", "MSI: not supported"],
      [
        "vfio_pci_device_test: vfio_pci_device_test.reset",
        "FAIL",
        "vfio_pci_device_test.c:176:reset:Expected 0 (0) == r (-1)",
      ],
    ],
  );
});

test("a program that dies among its tests is not taken for one that passed", (t) => {
  const { tests, errors } = readTests("a", { code: 139, output: harness.split("\n").slice(0, 7).join("\n") });
  t.is(tests.length, 1);
  t.deepEqual(errors, ["a: a plan of 3 has 1 results", "a: exit code 139, although no test failed"]);
});

test("one that does not speak KTAP is a test itself, by its exit code", (t) => {
  const said = (code: number) => readTests("a", { code, output: "No driver found, skipping.\nbye\n" }).tests[0];
  t.deepEqual(said(0), { name: "a", outcome: "PASS" });
  t.deepEqual(said(4), { name: "a", outcome: "SKIP", reason: "No driver found, skipping." });
  t.is(said(1)?.reason, "exit code 1: bye");
});

test("subtests have the names of those that they are in", (t) => {
  const output = "KTAP version 1\n1..1\n  KTAP version 1\n  1..1\n  ok 1 inner\nok 1 outer\n";
  t.deepEqual(readTests("a", { code: 0, output }).tests, [{ name: "a: outer: inner", outcome: "PASS" }]);
});

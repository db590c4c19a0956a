// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { kunitParameters, kunitTests } from "./kunit.ts";

// As a kernel prints it (lib/kunit/test.c), with what else happens meanwhile.
const console = `[    0.612345] pci 0000:00:1f.2: [8086:2922] type 00 class 0x010601
[    0.712345] KTAP version 1
[    0.712346] 1..2
[    0.712347]     KTAP version 1
[    0.712348]     # Subtest: resource
[    0.712349]     # module: resource_kunit
[    0.712350]     1..2
[    0.712351]     ok 1 resource_test_union
[    0.712352]     # resource_test_intersection: EXPECTATION FAILED at kernel/resource_kunit.c:67
[    0.712353]     Expected r.start == 1
[    0.712354]     not ok 2 resource_test_intersection
[    0.712355] # resource: pass:1 fail:1 skip:0 total:2
[    0.712356] not ok 1 resource
[    0.812347]     KTAP version 1
[    0.812348]     # Subtest: pci
[    0.812350]     1..1
[    0.812351]     ok 1 pci_probe # SKIP no such bus
[    0.812356] ok 2 pci # SKIP no such bus
[    0.912345] Freeing unused kernel image (initmem) memory: 1036K
`;

test("unit tests are found on the console of a boot, each with its suite", (t) => {
  const { tests, errors } = kunitTests(console);
  t.deepEqual(errors, []);
  t.deepEqual(
    tests.map(({ name, outcome }) => [name, outcome]),
    [
      ["resource: resource_test_union", "PASS"],
      ["resource: resource_test_intersection", "FAIL"],
      ["pci: pci_probe", "SKIP"],
    ],
  );
  t.regex(tests[1]?.reason ?? "", /EXPECTATION FAILED at kernel\/resource_kunit\.c:67/);
});

test("a console without any, or that ends among them, is said to be that", (t) => {
  t.regex(kunitTests("[    0.1] Linux\n").errors[0] ?? "", /no KUnit output/);
  const cut = console.split("\n").slice(0, 9).join("\n");
  t.true(kunitTests(cut).errors.length > 0);
});

test("which suites run is on the kernel's command line", (t) => {
  t.deepEqual(kunitParameters("pci*"), ["kunit.filter_glob=pci*"]);
  t.deepEqual(kunitParameters(undefined), []);
});

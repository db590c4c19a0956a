// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { KernelError, LabError } from "../host/errors.ts";
import { ConflictError } from "../series/conflict.ts";
import { hintFor } from "./hint.ts";
import { readRules } from "./rules.ts";

const rules = await readRules();

test("what the compiler does not know any more is named, with the rules that know it", (t) => {
  const output = [
    "drivers/uio/uio_msi.c:42:17: error: too many arguments to function ‘eventfd_signal’",
    "drivers/uio/uio_msi.c:142:31: error: implicit declaration of function ‘pci_enable_msix’; did you mean ‘pci_enable_sriov’?",
    "drivers/uio/uio_msi.c:279:19: error: ‘struct uio_info’ has no member named ‘ioctl’",
  ].join("\n");
  const hint = hintFor(new KernelError("it does not build", { output }), rules) ?? "";
  for (const words of [
    /--port/,
    /eventfd_signal\(\) takes no count \(6\.8\)/,
    /pci_enable_msix\(\) is gone.*\(4\.12\)/,
    /struct uio_info/,
  ])
    t.regex(hint, words);
  t.notRegex(hint, /access_ok/);
});

test("a list that does not fit, too", (t) => {
  const error = new ConflictError("it does not apply", { patch: "a.patch", file: "drivers/uio/Makefile" });
  t.regex(hintFor(error, rules) ?? "", /--port .*lines are added where other lines stand/);
});

test("what no rule knows is no matter of age", (t) => {
  t.is(hintFor(new KernelError("no", { output: "error: unknown type name ‘u23’" }), rules), undefined);
  t.is(hintFor(new ConflictError("no", { patch: "a.patch", file: "drivers/uio/uio.c" }), rules), undefined);
  t.is(hintFor(new LabError("no", { output: "‘eventfd_signal’" }), rules), undefined);
});

// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { definedNumbers, readPciIds } from "./pci-ids.ts";

const known = definedNumbers(
  "#define PCI_VENDOR_ID_INTEL\t\t0x8086\n#define PCI_DEVICE_ID_INTEL_EDU 0x11e8 /* none */\n",
);

const table: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  "{ PCI_DEVICE(0x1234, 0x11e8) },": [[0x1234, 0x11e8]],
  "{ PCI_DEVICE(PCI_VENDOR_ID_INTEL, MINE), 3 },": [[0x8086, 0x10c9]],
  "{ PCI_VDEVICE(INTEL, 0x10d3), board },": [[0x8086, 0x10d3]],
  "{ PCI_DEVICE_DATA(INTEL, EDU, NULL) },": [[0x8086, 0x11e8]],
  "{0x10ec, 0x8139, PCI_ANY_ID, PCI_ANY_ID, 0, 0, 1 },": [[0x10ec, 0x8139]],
  "{ PCI_DEVICE(0x1234, SOMEWHERE_ELSE) },": [],
  "{ PCI_DEVICE_CLASS(0x010802, 0xffffff) },": [],
};

for (const [entry, ids] of Object.entries(table))
  test(`${entry} is ${ids.length === 0 ? "nothing that is known" : "read"}`, (t) => {
    const text = `#define MINE 0x10c9\nstatic const struct pci_device_id ids[] = {\n\t${entry}\n\t{ 0, }\n};\n`;
    t.deepEqual(readPciIds(text, known), ids.map(([vendor, device]) => ({ vendor, device }))); // prettier-ignore
  });

test("numbers that are in no table are none", (t) => {
  t.deepEqual(readPciIds("if (id == PCI_DEVICE(0x1234, 0x11e8))\n\treturn;\n", known), []);
});

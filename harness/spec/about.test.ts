// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { linkRemarks } from "./about.ts";

const specs = [
  { id: "bind: enables MSI-X", needs: { about: ["pci_enable_msi*", "pci_alloc_irq_vectors"] } },
  { id: "bind: maps", needs: { about: ["ioremap*"] } },
  { id: "bind: takes the NIC", needs: {} },
];

test("a remark has the specs beside it that are about what the code above it calls", (t) => {
  const linked = linkRemarks(
    [
      { text: "why here?", function: "demo_open", calls: ["mutex_lock", "pci_enable_msix"] },
      { text: "all of it?", function: "demo_maps", calls: ["ioremap_wc", "pci_alloc_irq_vectors_affinity"] },
      { text: "a typo", calls: ["dev_notice"] },
      { text: "the message" },
    ],
    specs,
  );
  t.deepEqual(
    linked.map(({ specs: ids }) => ids),
    [["bind: enables MSI-X"], ["bind: maps"], undefined, undefined],
  );
});

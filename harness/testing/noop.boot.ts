// SPDX-License-Identifier: GPL-2.0-only
// A patch that changes a comment alone makes the same kernel: that is said, and nothing is run.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import test from "ava";
import { inFolder, readRecord, runLab } from "./lab.ts";

const comment = `Subject: [PATCH] uio: uio_pci_generic: write Userspace I/O out

---
diff --git a/drivers/uio/uio_pci_generic.c b/drivers/uio/uio_pci_generic.c
--- a/drivers/uio/uio_pci_generic.c
+++ b/drivers/uio/uio_pci_generic.c
@@ -1,4 +1,4 @@
 // SPDX-License-Identifier: GPL-2.0
-/* uio_pci_generic - generic UIO driver for PCI 2.3 devices
+/* uio_pci_generic - generic Userspace I/O driver for PCI 2.3 devices
  *
  * Copyright (C) 2009 Red Hat, Inc.
`;

test("a no-op patch: said, not run, exit code 0", async (t) => {
  await inFolder(async (out) => {
    const patch = path.join(out, "comment.patch");
    await writeFile(patch, comment);
    const { code, output } = await runLab(["--series", patch, "--device", "igb", "--iommu", "off", "--out", out]);
    t.is(code, 0, output);
    const { verdict, results } = readRecord(out);
    t.is(verdict?.conclusion, "noop");
    t.true(results.every(({ outcome }) => outcome === "SKIP"));
    t.regex(output, /NO-OP/);
  });
});

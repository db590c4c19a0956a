// SPDX-License-Identifier: GPL-2.0-only
// The machines that real patches choose, with the kernel's own Makefiles: nothing is built for it.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import test from "ava";
import { inFolder, runLab } from "./lab.ts";

/** A patch to a driver of hardware that nobody emulates. */
const mlx5 = `Subject: [PATCH] net/mlx5: fail to begin

---
diff --git a/drivers/net/ethernet/mellanox/mlx5/core/main.c b/drivers/net/ethernet/mellanox/mlx5/core/main.c
--- a/drivers/net/ethernet/mellanox/mlx5/core/main.c
+++ b/drivers/net/ethernet/mellanox/mlx5/core/main.c
@@ -992,7 +992,7 @@
 
 static int mlx5_init_once(struct mlx5_core_dev *dev)
 {
-	int err;
+	int err = -EIO;
 
 	dev->priv.devc = mlx5_devcom_register_device(dev);
 	if (IS_ERR(dev->priv.devc))
`;

interface Planned {
  readonly cells: readonly { readonly id: string }[];
  readonly choice: { readonly labDriver: boolean; readonly untested?: string };
}

async function planned(patch: string): Promise<Planned> {
  const { code, output } = await runLab(["plan", "--patch", patch, "--json"]);
  if (code !== 0) throw new Error(output);
  // What it does meanwhile is said on stderr.
  return JSON.parse(output.slice(output.indexOf("\n{") + 1)) as Planned;
}

const table: Readonly<Record<string, readonly string[]>> = {
  "8139cp-mtu": ["rtl8139/iommu-off", "rtl8139/iommu-intel", "rtl8139/iommu-off/debug"],
  "nvme-dbbuf-stale": ["nvme-disk/iommu-off", "nvme-disk/iommu-intel", "nvme-disk/iommu-off/debug"],
  "msi-error-descriptor": ["igb/iommu-off", "igb/iommu-intel", "igb/iommu-off/nomsi", "igb/iommu-off/debug"],
};

for (const [name, machines] of Object.entries(table))
  test(`${name}: ${machines.join(", ")}`, async (t) => {
    const { cells, choice } = await planned(`guest-kernel/regressions/${name}.patch`);
    const ids = new Set(cells.map(({ id }) => id));
    for (const machine of machines) for (const side of ["base", "patched"]) t.true(ids.has(`${side}/${machine}`));
    t.is(choice.untested, undefined);
    t.is(choice.labDriver, name.startsWith("msi"));
  });

test("mlx5: nobody emulates it, and no machine is planned", async (t) => {
  await inFolder(async (folder) => {
    const patch = path.join(folder, "mlx5.patch");
    await writeFile(patch, mlx5);
    const { cells, choice } = await planned(patch);
    t.deepEqual(cells, []);
    t.regex(choice.untested ?? "", /no device of the lab is driven by mlx5_core/);
  });
});

// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { skipReason } from "./registry.ts";

test("a spec is skipped where side, header or host tool are missing, and says which", (t) => {
  const cell = { side: "base", device: "igb", iommu: "off", flavour: "plain" } as const;
  const reason = (needs: Parameters<typeof skipReason>[0], hasUapi = true): string | undefined =>
    skipReason(needs, cell, () => true, { uapi: hasUapi });
  t.is(reason({ sides: ["patched"] }), "not applicable to base");
  t.is(reason({ uapi: true }, false), "the series touches no UAPI header");
  t.is(reason({ hostTool: "msixlab-no-such-program" }), "the host has no msixlab-no-such-program");
  t.is(reason({ sides: ["base"], uapi: true, hostTool: "sh" }), undefined);
});

test("a spec of what a kernel has not yet is skipped, and says since when there is", (t) => {
  const cell = { side: "base", device: "igb", iommu: "off", flavour: "plain" } as const;
  const reason = (release?: string): string | undefined =>
    skipReason({ since: "6.6" }, cell, () => true, release === undefined ? {} : { release });
  t.is(reason("6.1.192"), "needs Linux 6.6 (this is 6.1.192)");
  t.is(reason("6.6.0-rc1"), undefined);
  t.is(reason("7.2.13"), undefined);
  t.is(reason(), undefined, "a plan is made before there is a kernel");
});

test("a spec is skipped where a package of its userland is missing, with the reason", (t) => {
  const cell = { side: "base", device: "igb", iommu: "off", flavour: "plain" } as const;
  const lacks = (name: string): string | undefined => (name === "fio" ? "apt-get knows no package fio" : undefined);
  const reason = (...userland: readonly string[]) => skipReason({ userland }, cell, () => true, { lacks });
  t.is(reason("iproute2", "fio"), "apt-get knows no package fio");
  t.is(reason("iproute2"), undefined);
  t.is(
    skipReason({ userland: ["fio"] }, cell, () => true),
    undefined,
    "a plan is made before there is a volume",
  );
});

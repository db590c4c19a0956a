// SPDX-License-Identifier: GPL-2.0-only
// What programs compile against. No guest takes part: the host's compiler reads the headers as the kernel installs them.
import { reference } from "../../lab/device/needs.ts";
import type { UapiHeaders } from "../../harness/kernel/uapi.ts";
import { complaints, languages } from "../../harness/host/compile.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";

/** Once a run: whatever the machine, the headers are the same. */
const once = { devices: reference, iommus: ["off"], sides: ["patched"], uapi: true } as const;

const any = family("uapi", once);

function seriesHeaders({ run }: SpecContext): UapiHeaders {
  if (run.uapi === undefined) throw new Error("the series has no headers for user space");
  return run.uapi;
}

any(
  "the kernel would install each header that the series adds: licence, no trace of its configuration",
  (t, context) => {
    t.deepEqual(seriesHeaders(context).refused, {});
    context.fact("headers", seriesHeaders(context).added.join(" "));
    return Promise.resolve();
  },
);

for (const [language, compiler] of Object.entries(languages))
  any(
    `each header that the series adds compiles alone, and twice, as ${language}`,
    { hostTool: compiler[0] ?? "" },
    async (t, context) => {
      const { include, added } = seriesHeaders(context);
      for (const header of added) {
        t.is(await complaints(compiler, include, { header }), "", header);
        const text = `#include <${header}>\n#include <${header}>\n`;
        t.is(await complaints(compiler, include, { text }), "", `${header}, included twice`);
      }
    },
  );

const own = family("uapi", { ...once, driver: "uio_msi" });

/** A program that only compiles if all of it is so. An array of negative size is what C90 has for static_assert. */
function holds(...claims: readonly string[]): { readonly text: string } {
  const checks = claims.map((claim, index) => `extern int claim_${index}[(${claim}) ? 1 : -1];\n`);
  return { text: `#include <linux/uio_msi.h>\n${checks.join("")}` };
}

const offset = (member: string): string => `__builtin_offsetof(struct uio_msi_irq_set, ${member})`;

for (const [language, compiler] of Object.entries(languages))
  own(
    `the ioctl's number and the layout of its argument are those of the documentation, in ${language}`,
    { hostTool: compiler[0] ?? "" },
    async (t, context) => {
      const program = holds(
        "UIO_MSI_IRQ_SET == 0x40084987",
        "UIO_MSI_MAX_VECTORS == 64",
        "sizeof(struct uio_msi_irq_set) == 8",
        `${offset("vec")} == 0 && sizeof(((struct uio_msi_irq_set *)0)->vec) == 4`,
        `${offset("fd")} == 4 && sizeof(((struct uio_msi_irq_set *)0)->fd) == 4`,
        // vec counts from 0, fd may be -1.
        "(__typeof__(((struct uio_msi_irq_set *)0)->vec))-1 > 0",
        "(__typeof__(((struct uio_msi_irq_set *)0)->fd))-1 < 0",
      );
      t.is(await complaints(compiler, seriesHeaders(context).include, program), "");
      const wrong = holds("sizeof(struct uio_msi_irq_set) == 12");
      t.not(await complaints(compiler, seriesHeaders(context).include, wrong), "", "a false claim does not compile");
    },
  );

own("the ioctl's number is registered", async (t, context) => {
  const row = /^'I'\s+87\s+linux\/uio_msi\.h\b/m;
  t.regex(seriesHeaders(context).ioctlNumbers, row);
  return Promise.resolve();
});

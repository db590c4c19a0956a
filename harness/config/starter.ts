// SPDX-License-Identifier: GPL-2.0-only
// The files of a lab that begins: a configuration, one spec that passes, and what they need beside them. Pure.

/** What a lab begins with. */
export interface Starter {
  /** The driver under test, as modprobe knows it. */
  readonly driver: string;
  /** The device that it drives: one of the lab's. */
  readonly device: string;
  /** A Kbuild folder, relative to the lab's; undefined: a driver of the kernel's. */
  readonly outOfTree?: string | undefined;
}

/** The files, by their names in the lab's folder. */
export function starterFiles(starter: Starter): Readonly<Record<string, string>> {
  return {
    "msixlab.config.ts": configuration(starter),
    [`specs/${starter.driver}.spec.ts`]: spec(starter),
    "tsconfig.json": tsconfig,
    "README.md": readme(starter),
    ".gitignore": "node_modules/\nout/\n",
    "package.json": `${JSON.stringify({ private: true, type: "module", scripts: { lab: "msixlab" } }, null, 2)}\n`,
  };
}

function configuration({ device, outOfTree }: Starter): string {
  const subject =
    outOfTree === undefined
      ? [
          `  // What is tested: patches, or commits of a kernel's tree. Without it the driver is tested as it is.`,
          `  // patch: "../linux:v6.12..topic",`,
        ]
      : [`  outOfTree: ${JSON.stringify(outOfTree)},`];
  return `import { defineLab } from "msixlab";

export default defineLab({
${subject.join("\n")}
  machines: {
    quick: [{ device: ${JSON.stringify(device)}, iommu: "off" }],
    default: [{ device: ${JSON.stringify(device)}, iommu: "intel" }],
  },
  specs: "specs",
});
`;
}

function spec({ driver }: Starter): string {
  const name = JSON.stringify(driver);
  return `import { bind, family, readDriver, unbind } from "msixlab/spec";

const spec = family(${name}, { driver: ${name}, devices: "any" });

spec("the driver takes the device, and gives it back", async (t, { guest, device }) => {
  await bind(guest, device.address, ${name});
  t.is(await readDriver(guest, device.address), ${name});
  await unbind(guest, device.address);
  t.is(await readDriver(guest, device.address), undefined);
});
`;
}

const tsconfig = `{
  "compilerOptions": { "module": "NodeNext", "target": "ES2023", "strict": true, "noEmit": true, "skipLibCheck": true },
  "include": ["*.ts", "specs"]
}
`;

function readme({ driver, device, outOfTree }: Starter): string {
  const subject = outOfTree === undefined ? `the kernel's driver \`${driver}\`` : `\`${outOfTree}\``;
  return `# A lab for ${driver}

Tests ${subject} on QEMU's ${device}, with [msixlab](node_modules/msixlab/README.md).

    npx msixlab                    build, boot, run the specs; reports in out/latest/
    npx msixlab --profile quick    the machine without an IOMMU alone
    npx msixlab shell              a shell in the guest
    npx msixlab plan               what a run would do

Specs are in \`specs/\`, one behaviour each. \`msixlab.config.ts\` says what is tested, on which machines.
`;
}

// SPDX-License-Identifier: GPL-2.0-only
import { mkdir } from "node:fs/promises";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { UsageError } from "../host/errors.ts";
import { run } from "../host/exec.ts";
import { root } from "../host/paths.ts";
import { folderWith } from "../kernel/testing.ts";
import { findConfig, loadConfig } from "./load.ts";

test("the configuration of the folder, or of the nearest above it", async (t) => {
  const folder = await folderWith(t, { "msixlab.config.json": "{}" });
  const below = path.join(folder, "drivers/gadget");
  await mkdir(below, { recursive: true });
  t.is(findConfig(below), path.join(folder, "msixlab.config.json"));
});

test("two in one folder: which is meant has to be said", async (t) => {
  const folder = await folderWith(t, { "msixlab.config.json": "{}", "msixlab.config.js": "" });
  t.throws(() => findConfig(folder), {
    instanceOf: UsageError,
    message: /both msixlab.config.js and msixlab.config.json/,
  });
});

test("paths are relative to the file; versions and words are none", async (t) => {
  const said = { kernel: ["6.12", "../linux"], patch: "../linux:v6.12..topic", config: "my.config", qemu: "qemu-new" };
  const folder = await folderWith(t, { "lab/msixlab.config.json": JSON.stringify(said), "lab/my.config": "" });
  const { config } = await loadConfig(path.join(folder, "lab/msixlab.config.json"));
  t.deepEqual(config.kernel, ["6.12", path.join(folder, "linux")]);
  t.is(config.patch, path.join(folder, "linux:v6.12..topic"));
  t.deepEqual(config.config, [path.join(folder, "lab/my.config")]);
  t.is(config.qemu, "qemu-new");
});

/** What a configuration says, and what the lab says to it. */
const mistakes: readonly (readonly [file: string, text: string, told: RegExp])[] = [
  ["msixlab.config.json", "{", /msixlab\.config\.json is not JSON/],
  ["msixlab.config.json", '{"kernal": "6.12"}', /msixlab\.config\.json: .*kernal/],
  ["msixlab.config.json", '{"parameters": ["quiet loglevel=7"]}', /parameters\.0: one parameter, without blanks/],
  ["msixlab.config.json", '{"driver": "my driver"}', /driver: a driver's name/],
  ["msixlab.config.json", '{"tools": {"../evil": "x"}}', /tools/],
  ["msixlab.config.json", '{"specs": "nothing"}', /specs: there is no folder .*\/nothing\./],
  ["msixlab.config.json", '{"config": "none.config"}', /config: there is no file .*\/none\.config\./],
  ["msixlab.config.json", '{"machines": {"quick": [{"device": "igb", "iommu": "of"}]}}', /machines\.quick\.0\.iommu/],
  ["msixlab.config.json", '{"machines": {"quick": [{"device": "iggb", "iommu": "off"}]}}', /no device iggb/],
  ["msixlab.config.json", '{"devices": {"nic": {"model": "nic"}}}', /devices\.nic\.chip/],
  ["msixlab.config.mjs", "export const lab = {};", /has no default export/],
  ["msixlab.config.mjs", "export default {;", /cannot be loaded/],
];

const refused = async (t: ExecutionContext, [file, text, told]: (typeof mistakes)[number]): Promise<void> => {
  const folder = await folderWith(t, { [file]: text });
  await t.throwsAsync(loadConfig(path.join(folder, file)), { instanceOf: UsageError, message: told });
};

for (const mistake of mistakes) test(`${mistake[0]}: ${mistake[1]} is refused`, refused, mistake);

test("a file that is not there is named", async (t) => {
  await t.throwsAsync(loadConfig("/nothing/msixlab.config.ts"), { message: /--config \/nothing.*no such file/ });
});

test("TypeScript is a module whatever package.json says: the configuration, a spec, and what a spec imports", async (t) => {
  const folder = await folderWith(t, {
    "package.json": "{}",
    "msixlab.config.ts": 'import { defineLab } from "msixlab";\nexport default defineLab({ specs: "specs" });\n',
    "specs/helper.ts": 'import { bind } from "msixlab/spec";\nexport const take = bind;\n',
    "specs/a.spec.ts": [
      'import { family } from "msixlab/spec";',
      'import { take } from "./helper.ts";',
      'family("mine", { devices: "any" })("it is listed", (t) => Promise.resolve(t.truthy(take)));',
    ].join("\n"),
  });
  const lab = path.join(root, "harness/bin.mjs");
  const { stdout } = await run(process.execPath, [lab, "plan", "--profile", "quick"], { cwd: folder });
  t.regex(stdout, /mine: it is listed/);
});

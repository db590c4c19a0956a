// SPDX-License-Identifier: GPL-2.0-only
// The package, as npm packs it, in an empty folder elsewhere: what is written there loads, plans and type-checks. What it
// depends on is linked and not fetched, so that no registry is asked: what package.json does not name is not there.
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { extract } from "tar";
import { anyCode, run, type RunResult } from "../host/exec.ts";
import { root } from "../host/paths.ts";
import { folderWith } from "../kernel/testing.ts";

const here = path.join(root, "node_modules");

/** A folder that has the package, and nothing else. */
async function install(t: ExecutionContext): Promise<string> {
  const folder = await folderWith(t, {});
  const target = path.join(folder, "node_modules/msixlab");
  await mkdir(path.join(folder, "node_modules/.bin"), { recursive: true });
  await mkdir(target);
  await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: root });
  const [archive = ""] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
  await extract({ file: path.join(folder, archive), cwd: target, strip: 1 });
  const { bin, dependencies } = JSON.parse(await readFile(path.join(target, "package.json"), "utf8")) as {
    bin: { msixlab: string };
    dependencies: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) {
    const link = path.join(folder, "node_modules", name);
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(path.join(here, name), link);
  }
  await chmod(path.join(target, bin.msixlab), 0o755);
  await symlink(path.join("../msixlab", bin.msixlab), path.join(folder, "node_modules/.bin/msixlab"));
  return folder;
}

function msixlab(folder: string, ...args: readonly string[]): Promise<RunResult> {
  return run("npx", ["--no", "msixlab", ...args], { cwd: folder, okCodes: anyCode });
}

test("the package begins a lab in an empty folder, which is planned and type-checked; a mistake in it is one message", async (t) => {
  const folder = await install(t);
  const began = await msixlab(folder, "init", "--driver", "e1000e");
  t.is(began.code, 0, began.all);

  const planned = await msixlab(folder, "plan");
  t.is(planned.code, 0, planned.all);
  t.regex(planned.stdout, /e1000e: the driver takes the device, and gives it back/);
  t.regex(planned.stdout, /^2 cells, 2 specs to run$/m);

  const tsc = path.join(here, "typescript/bin/tsc");
  const checked = await run(process.execPath, [tsc, "-p", folder], { cwd: folder, okCodes: anyCode });
  t.is(checked.code, 0, checked.all);

  const spec = path.join(folder, "specs/e1000e.spec.ts");
  const text = await readFile(spec, "utf8");
  await writeFile(spec, text.replace("device.address", "device.adress"));
  const wrong = await run(process.execPath, [tsc, "-p", folder], { cwd: folder, okCodes: anyCode });
  t.regex(wrong.all, /e1000e\.spec\.ts\(\d+,\d+\): error TS2551: Property 'adress' does not exist/);

  const config = path.join(folder, "msixlab.config.ts");
  await writeFile(config, (await readFile(config, "utf8")).replace('iommu: "off"', 'iommu: "of"'));
  const mistaken = await msixlab(folder, "plan");
  t.is(mistaken.code, 2, mistaken.all);
  t.regex(mistaken.stderr, /msixlab\.config\.ts.*machines/s);
  t.notRegex(mistaken.stderr, /^\s+at /m, "no stack");
});

// SPDX-License-Identifier: GPL-2.0-only
// A signal while packages are installed: the lab is gone at once, apt-get is asked to end and not killed. With an apt-get
// that takes notes, on a host that lacks one command.
import test, { type ExecutionContext } from "ava";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { chmod, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { hostLoad } from "../host/deadline.ts";
import { searchedFolders } from "../host/find.ts";
import { root } from "../host/paths.ts";
import { eventually } from "../testing/lab.ts";

const lacking = "bison";

const scripts = (folder: string): Readonly<Record<string, string>> => ({
  sudo: `shift; exec "$@"`,
  "apt-cache": `for name in "$@"; do
  [ $name = policy ] || printf '%s:\\n  Installed: (none)\\n  Candidate: 99\\n  Version table:\\n     99 500\\n        500 http://deb.example.org x/main amd64 Packages\\n' $name
done`,
  "apt-get": `trap 'echo INT >> ${folder}/notes; kill $!; exit 100' INT
echo "$@" >> ${folder}/notes
case "$*" in *install*) tail -f /dev/null & echo $$ > ${folder}/pid; wait; esac`,
});

/** A PATH with all commands of this host but one, and with an apt that installs nothing. */
async function hostLacking(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "msixlab-setup-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const fakes = scripts(folder);
  const names = new Map(
    searchedFolders()
      .filter((one) => existsSync(one))
      .flatMap((one) => readdirSync(one).map((name) => [name, path.join(one, name)] as const))
      .reverse(),
  );
  for (const [name, file] of names)
    if (name !== lacking && !(name in fakes)) await symlink(file, path.join(folder, name));
  for (const [name, text] of Object.entries(fakes)) {
    await writeFile(path.join(folder, name), `#!/bin/sh\n${text}\n`);
    await chmod(path.join(folder, name), 0o755);
  }
  return folder;
}

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)
  test.serial(`${signal} while packages are installed ends the lab at once, and apt-get in its own way`, async (t) => {
    const folder = await hostLacking(t);
    const env = { ...process.env, PATH: folder, LAB_SETUP: "", CI: "" };
    const lab = spawn(process.execPath, ["harness/bootstrap.mjs", "lab", "setup", "--yes"], { cwd: root, env });
    t.teardown(() => lab.kill("SIGKILL"));
    let said = "";
    for (const stream of [lab.stdout, lab.stderr]) stream.on("data", (text) => (said += String(text)));
    const exit = once(lab, "exit");
    const pid = path.join(folder, "pid");
    await eventually("apt-get install", 120_000 * hostLoad(), () => {
      if (lab.exitCode !== null) throw new Error(`it ended: ${said}`);
      return existsSync(pid) || undefined;
    });
    const started = performance.now();
    lab.kill(signal);
    t.is((await exit)[0], code, said);
    t.true(performance.now() - started < 3000 * hostLoad());
    const notes = path.join(folder, "notes");
    await eventually(
      "the end of apt-get",
      3000 * hostLoad(),
      () => /^INT$/m.test(readFileSync(notes, "utf8")) || undefined,
    );
    t.regex(readFileSync(notes, "utf8"), new RegExp(`install .*${lacking}`));
    rmSync(pid);
  });

// SPDX-License-Identifier: GPL-2.0-only
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { LabError } from "./errors.ts";
import { run } from "./exec.ts";

// Static, so that the guest needs no library for it; no build id and relative names, so that the same sources give the
// same bytes wherever the checkout is.
const flags = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-static", "-s", "-Wl,--build-id=none"];

function compiler(): string {
  return process.env["CC"] || "gcc";
}

/** Everything that decides what the tool becomes: the compiler's version, its flags, each source by name. */
export async function toolInputs(folder: string): Promise<{ name: string; content: Uint8Array }[]> {
  const version = await run(compiler(), ["--version"]).catch((cause: unknown) => {
    throw new LabError(`there is no C compiler ${compiler()} for the guest's tools`, {
      hint: "apt-get install gcc libc6-dev",
      cause,
    });
  });
  const names = (await readdir(folder)).filter((name) => /\.[ch]$/.test(name)).sort();
  if (!names.some((name) => name.endsWith(".c"))) throw new LabError(`${folder} has no C file`);
  const sources = names.map(async (name) => ({ name, content: await readFile(path.join(folder, name)) }));
  return [
    { name: "compiler", content: Buffer.from([version.stdout, ...flags].join("\n")) },
    ...(await Promise.all(sources)),
  ];
}

/** Compiles all of `folder` into one static program at `out`. */
export async function compileTool(folder: string, out: string, signal?: AbortSignal): Promise<void> {
  const sources = (await readdir(folder)).filter((name) => name.endsWith(".c")).sort();
  await run(compiler(), [...flags, "-o", out, ...sources], {
    cwd: folder,
    timeout: 300_000,
    ...(signal === undefined ? {} : { signal }),
  });
}

// SPDX-License-Identifier: GPL-2.0-only
// Spec files as JavaScript, made once a run, and together in one process a cell: to compile them in each cell, or to start
// a process for each file, would take CPU time that the machines need.
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { build, type Plugin } from "esbuild";
import { hashInputs } from "../host/artifact.ts";
import { packages, root } from "../host/paths.ts";

/** A folder with each spec file, compiled. */
export interface SpecBundle {
  readonly folder: string;
  /** Hash of what the specs are made of, with all of the lab that is in them. */
  readonly hash: string;
  /** Writes a file for AVA that holds the specs of spec files, one file's after the other's; its name in the folder. */
  together(files: readonly string[]): Promise<string>;
}

/** A module that asks where it is means its source. */
const whereItWas: Plugin = {
  name: "where-it-was",
  setup(pluginBuild) {
    pluginBuild.onLoad({ filter: /\.[jt]s$/ }, async ({ path: file }) => {
      const text = await readFile(file, "utf8");
      if (!text.includes("import.meta.dirname")) return undefined;
      const contents = text.replaceAll("import.meta.dirname", JSON.stringify(path.dirname(file)));
      return { contents, loader: file.endsWith(".ts") ? "ts" : "js" };
    });
  },
};

/** What spec files are called once they are compiled: files of two folders may have the same name. */
function compiledNames(files: readonly string[]): ReadonlyMap<string, string> {
  return new Map(files.map((file, index) => [file, `${path.basename(file, ".ts")}.${index}`]));
}

/** Compiles spec files into `folder`. @throws what esbuild says of a file that is no TypeScript. */
export async function bundleSpecs(files: readonly string[], folder: string): Promise<SpecBundle> {
  const names = compiledNames(files);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
  // Packages stay as they are: AVA must be the one that runs the file.
  await symlink(packages, path.join(folder, "node_modules"));
  const { outputFiles } = await build({
    entryPoints: [
      ...[...names].map(([file, name]) => ({ in: file, out: name })),
      { in: path.join(root, "harness/spec/ava.config.js"), out: "ava.config" },
      { in: path.join(root, "harness/host/die-with-parent.ts"), out: "die-with-parent" },
    ],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    packages: "external",
    // harness/resolve.mjs says the same to Node.
    alias: {
      // What the specs use of it is a small part, and loads in a moment with them.
      "zod/mini": path.join(packages, "zod/mini/index.js"),
      msixlab: path.join(root, "harness/config/index.ts"),
      "msixlab/spec": path.join(root, "harness/spec/api.ts"),
    },
    sourcemap: "linked",
    write: false,
    logLevel: "silent",
    plugins: [whereItWas],
  });
  for (const { path: file, contents } of outputFiles) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, contents);
  }
  const code = outputFiles.filter(({ path: file }) => file.endsWith(".js"));
  const hash = hashInputs(code.map(({ path: file, contents }) => ({ name: path.relative(folder, file), content: contents }))); // prettier-ignore
  let written = 0;
  const together = async (some: readonly string[]): Promise<string> => {
    const name = `${++written}.run.js`;
    await writeFile(path.join(folder, name), some.map((file) => `import "./${names.get(file) ?? ""}.js";\n`).join(""));
    return name;
  };
  return { folder, hash, together };
}

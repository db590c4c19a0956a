// SPDX-License-Identifier: GPL-2.0-only
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import test from "ava";
import { cannotLoad } from "./load-error.ts";

const broken: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  [
    "does not compile",
    "const a = 1;\n\nconst b = (;\n",
    /^\S*\/x\.spec\.ts:3: the spec file cannot be loaded: Unexpected ";"$/,
  ],
  ["throws", "const a: any = undefined;\na.b();\n", /^\S*\/x\.spec\.ts:2: .* Cannot read properties of undefined/],
  [
    "imports what is not there",
    'import "./nowhere.ts";\n',
    /^\S*\/x\.spec\.ts:1: .* Cannot find module '\S*nowhere\.ts'/,
  ],
  ["imports a name that is not there", 'import { no } from "node:fs";\nno();\n', /^\S*\/x\.spec\.ts:1: .*'no'/],
  ["throws no error", 'throw "a string";\n', /^\S*\/x\.spec\.ts: the spec file cannot be loaded: a string$/],
];

for (const [what, text, message] of broken)
  test(`a spec file that ${what}: file, line and reason in one line`, async (t) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-load-"));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const file = path.join(folder, "x.spec.ts");
    await writeFile(path.join(folder, "package.json"), '{"type": "module"}');
    await writeFile(file, text);
    const error = await t.throwsAsync(import(pathToFileURL(file).href), { any: true });
    t.regex(cannotLoad(file, error).message, message);
  });

test("a spec file that is no module: what makes it one", async (t) => {
  const error = Object.assign(new Error("Transform failed"), { code: "ERR_REQUIRE_ASYNC_MODULE" });
  t.regex(cannotLoad("/a/x.spec.ts", error).hint ?? "", /"type": "module".* \/a\/package\.json/);
});

// SPDX-License-Identifier: GPL-2.0-only
// What a compiler on the host says to user-space code against a kernel's headers: no libc takes part.
import path from "node:path";
import { run } from "./exec.ts";

/** Every warning counts. */
const strict = ["-fsyntax-only", "-Wall", "-Wextra", "-pedantic", "-Werror", "-nostdinc"];

/** The programs in which a header must do. */
export const languages: Readonly<Record<string, readonly string[]>> = {
  C90: ["gcc", "-std=c90", "-x", "c"],
  "C of today": ["gcc", "-std=gnu17", "-x", "c"],
  "32-bit C90": ["gcc", "-m32", "-std=c90", "-x", "c"],
  "C++98": ["g++", "-std=c++98", "-x", "c++"],
  "C++ of today": ["g++", "-std=c++20", "-x", "c++"],
};

/** What the compiler has to say to a program's text, or to a header as if it were the program: nothing, if all is well. */
export async function complaints(
  compiler: readonly string[],
  include: string,
  program: { readonly text: string } | { readonly header: string },
): Promise<string> {
  const [command = "", ...flags] = compiler;
  const input = "text" in program ? ["-"] : [path.join(include, program.header)];
  const { code, all } = await run(command, [...flags, ...strict, "-isystem", include, ...input], {
    ...("text" in program ? { input: program.text } : {}),
    env: { LC_ALL: "C" },
    okCodes: [0, 1],
  });
  return code === 0 ? "" : all.trim();
}

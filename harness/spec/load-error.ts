// SPDX-License-Identifier: GPL-2.0-only
// A spec file that cannot be loaded is bad input: one message with file, line and reason, and no stack of the loader's.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { errorMessage, UsageError } from "../host/errors.ts";

/** `/specs/x.spec.ts:3:36`, in a stack or at the beginning of what a compiler says. */
const position = /((?:\/[^\s:()]+)+\.[cm]?[jt]sx?):(\d+)/;

/** File and line of an error: in the spec file itself if it is named, else in the first file that is no package. */
function findPosition(file: string, text: string): string | undefined {
  const places = text.split("\n").flatMap((line) => {
    const [, where = "", number = ""] = position.exec(line) ?? [];
    return where === "" || where.includes("/node_modules/") ? [] : [{ where, number }];
  });
  const found = places.find(({ where }) => where === file) ?? places[0];
  return found === undefined ? undefined : `${shown(found.where)}:${found.number}`;
}

/** A path as a person at the shell would write it. */
function shown(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return relative.startsWith("..") ? file : relative;
}

/** What is wrong, without the compiler's own preface, which is in words alone. */
function errorReason(error: unknown): string {
  const text = errorMessage(error);
  return (/: ERROR: (.*)/.exec(text)?.[1] ?? text.split("\n")[0] ?? text).trim();
}

/** Node takes a file for CommonJS if no package.json around it says otherwise; specs are modules. */
function isCommonJs(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_REQUIRE_ASYNC_MODULE";
}

/** Where a file imports what Node does not find: Node says by whom, and not in which line. */
function findImport(file: string, error: unknown): string | undefined {
  if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) return undefined;
  const { message: text } = error;
  const [, missing = "", importer = file] = /'([^']+)' imported from (\/.*)/.exec(text) ?? [];
  const lines = existsSync(importer) ? readFileSync(importer, "utf8").split("\n") : [];
  const line = lines.findIndex((one) => one.includes(path.basename(missing)));
  return line < 0 ? undefined : `${shown(importer)}:${line + 1}`;
}

/** The error of a spec file that does not compile, or throws while it is being loaded. */
export function cannotLoad(file: string, error: unknown): UsageError {
  if (isCommonJs(error))
    return new UsageError(`${shown(file)} cannot be loaded: no package.json with "type": "module"`, {
      hint: `Put {"type": "module"} into ${path.join(shown(path.dirname(file)), "package.json")}`,
      cause: error,
    });
  const text = error instanceof Error ? `${error.message}\n${error.stack ?? ""}` : "";
  const place = findImport(file, error) ?? findPosition(file, text) ?? shown(file);
  return new UsageError(`${place}: the spec file cannot be loaded: ${errorReason(error)}`, {
    cause: error,
  });
}

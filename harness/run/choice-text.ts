// SPDX-License-Identifier: GPL-2.0-only
// How the machines of a patch came to be chosen: from file to machine, for people and for programs. Pure.
import { configurationName, profiles } from "../../lab/matrix.ts";
import type { Choice, FileChoice } from "./choose.ts";

/** Modules of a header that are named. */
const named = 4;

function modulesText({ parts }: FileChoice): string {
  const texts = [...new Set(parts.map(({ module, symbols }) => `${module}${symbols.length === 0 ? "" : ` (${symbols.map((symbol) => `CONFIG_${symbol}`).join(", ")})`}`))]; // prettier-ignore
  const more = texts.length > named ? ` and ${texts.length - named} more` : "";
  return `${texts.slice(0, named).join(", ")}${more}`;
}

/** `drivers/net/…/igb_main.c → igb (CONFIG_IGB) → igb, igbvf`. */
export function fileText(file: FileChoice): string {
  const { devices, core, untested, off } = file;
  const modules = modulesText(file);
  const where = devices.length > 0 ? devices.join(", ") : undefined;
  const way = [file.file, modules, where].filter((part) => part !== undefined && part !== "").join(" → ");
  const why = [core, untested, off === undefined ? undefined : `not compiled: ${off}`].filter(Boolean).join("; ");
  return why === "" ? way : `${way}: ${why}`;
}

/** For people: the files, and the machines by profile. */
export function renderChoice(choice: Choice): string {
  const { files, machines, labDriver, untested } = choice;
  const lists = profiles.flatMap((profile) =>
    machines[profile].length === 0 ? [] : [`  ${profile}: ${machines[profile].map(configurationName).join(", ")}`],
  );
  return [
    "Machines, by what the patch touches",
    ...files.map((file) => `  ${fileText(file)}`),
    ...(untested === undefined ? lists : ["  none: a run builds the patch, and its verdict is UNTESTED"]),
    ...(labDriver ? ["  and the lab's own driver on both sides, to test with"] : []),
  ].join("\n");
}

/** For programs. */
export function choiceRecord({ files, machines, labDriver, untested }: Choice): object {
  const lists = profiles.map((profile) => [profile, machines[profile].map(configurationName)] as const);
  return {
    files,
    machines: untested === undefined ? Object.fromEntries(lists) : {},
    labDriver,
    ...(untested === undefined ? {} : { untested }),
  };
}

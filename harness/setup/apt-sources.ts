// SPDX-License-Identifier: GPL-2.0-only
// The machine's own package sources, read to derive one more suite from the mirror that the machine already uses.
// Formats: sources.list(5), both the one-line and the deb822 style.

/** One enabled source of binary packages. */
export interface AptSource {
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** The fields that decide who is trusted and for which architecture, by their deb822 names. */
  readonly options: Readonly<Record<string, string>>;
}

/** One-line option → deb822 field: those that a derived source must carry along. */
const kept: Readonly<Record<string, string>> = {
  "signed-by": "Signed-By",
  arch: "Architectures",
  trusted: "Trusted",
  "check-valid-until": "Check-Valid-Until",
  "check-date": "Check-Date",
  "allow-insecure": "Allow-Insecure",
};
const keptFields = new Map(Object.values(kept).map((field) => [field.toLowerCase(), field]));
const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "");

/** Reads `sources.list` and `*.list`: `deb [option=value …] uri suite component …`. */
export function parseOneLine(text: string): AptSource[] {
  return text.split("\n").flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?([^\s[]+)\s+(\S+)([^#]*)/.exec(line);
    const [, bracket = "", uri = "", suite = "", components = ""] = match ?? [];
    if (match === null || uri.startsWith("cdrom:")) return [];
    const options = words(bracket).flatMap((option): [string, string][] => {
      const [name = "", ...value] = option.split("=");
      const field = kept[name.toLowerCase()];
      return field === undefined ? [] : [[field, value.join("=").replaceAll(",", " ")]];
    });
    return [{ uris: [uri], suites: [suite], components: words(components), options: Object.fromEntries(options) }];
  });
}

/** Field → value of one stanza; the lines of a folded value keep their leading space (a key may stand inline). */
function fields(stanza: string): Map<string, string> {
  const found = new Map<string, string>();
  let last = "";
  for (const line of stanza.split("\n")) {
    if (line.startsWith("#")) continue;
    const match = /^([^\s:]+):\s*(.*?)\s*$/.exec(line);
    if (match !== null) found.set((last = (match[1] ?? "").toLowerCase()), match[2] ?? "");
    else if (/^\s+\S/.test(line) && last !== "") found.set(last, `${found.get(last) ?? ""}\n${line.trimEnd()}`);
  }
  return found;
}

/** Reads `*.sources`: stanzas of `Field: value`. */
export function parseDeb822(text: string): AptSource[] {
  return text.split(/\n(?:[ \t]*\n)+/).flatMap((stanza) => {
    const found = fields(stanza);
    const list = (name: string): string[] => words(found.get(name) ?? "");
    const disabled = /^(no|false|off|0|without|disable)$/i.test(found.get("enabled") ?? "");
    if (disabled || !list("types").includes("deb") || list("uris").length === 0) return [];
    const options = [...found].flatMap(([name, value]): [string, string][] => {
      const field = keptFields.get(name);
      return field === undefined ? [] : [[field, value]];
    });
    const [uris, suites, components] = [list("uris"), list("suites"), list("components")];
    return [{ uris, suites, components, options: Object.fromEntries(options) }];
  });
}

/** The source that carries a release's main suite: where the rest of the release is as well. */
export function mainSource(sources: readonly AptSource[], codename: string): AptSource | undefined {
  return sources.find(({ suites, components }) => suites.includes(codename) && components.includes("main"));
}

/** A deb822 file that offers `suite` from where `source` gets its own; undefined if it is offered already. */
export function suiteFile(
  sources: readonly AptSource[],
  codename: string,
  suite: string,
  why = "Written by msixlab: a QEMU with igb. Delete it if the lab goes.",
): string | undefined {
  const main = mainSource(sources, codename);
  if (main === undefined || sources.some(({ suites }) => suites.includes(suite))) return undefined;
  const stanza = {
    Types: "deb",
    URIs: main.uris.join(" "),
    Suites: suite,
    Components: main.components.join(" "),
    ...main.options,
  };
  const lines = Object.entries(stanza).map(([field, value]) => `${field}:${value.startsWith("\n") ? "" : " "}${value}`);
  return [`# ${why}`, ...lines, ""].join("\n");
}

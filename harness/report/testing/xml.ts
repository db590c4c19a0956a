// SPDX-License-Identifier: GPL-2.0-only
// XML as a reader of somebody else's has it (fast-xml-parser): what our own took for well-formed would prove little.
import { XMLParser, XMLValidator } from "fast-xml-parser";

/** An element, with its attributes and text as they are meant. */
export interface Xml {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Xml[];
  readonly text: string;
}

type Node = Readonly<Record<string, unknown>>;

/** What the reader lets pass and XML 1.0 does not: https://www.w3.org/TR/xml/#charsets and #syntax. */
const refused: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a character that XML 1.0 cannot hold", /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/u],
  ["an ampersand that is no reference", /&(?!(?:amp|lt|gt|quot|#\d+);)/],
];

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  ignoreDeclaration: true,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
});

/** A node of the reader's: its name is the one member that is not `:@`. */
function element(node: Node): Xml {
  const name = Object.keys(node).find((key) => key !== ":@") ?? "";
  const nodes = node[name] as readonly Node[];
  return {
    name,
    attributes: (node[":@"] ?? {}) as Readonly<Record<string, string>>,
    children: nodes.filter((one) => !("#text" in one)).map(element),
    text: nodes.map((one) => String(one["#text"] ?? "")).join(""),
  };
}

/** Reads XML. Throws at what is not well-formed. */
export function parseXml(text: string): Xml {
  for (const [what, pattern] of refused) if (pattern.test(text)) throw new Error(what);
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Error(`line ${valid.err.line}: ${valid.err.msg}`);
  const roots = (parser.parse(text) as readonly Node[]).filter((one) => !("#text" in one)).map(element);
  const [only] = roots;
  if (only === undefined || roots.length !== 1) throw new Error("not one root element");
  return only;
}

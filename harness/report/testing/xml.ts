// SPDX-License-Identifier: GPL-2.0-only
// Well-formed or not: as much of an XML reader as the JUnit tests need.

/** An element with its attributes as they are written. */
export interface Xml {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Xml[];
  text: string;
}

const token = /<\?xml [^>]*\?>|<(\/)?([\w-]+)((?: [\w-]+="[^"<]*")*)(\/)?>|([^<]+)/gy;
const reference = /&(?!(?:amp|lt|gt|quot|#\d+);)/;

const illegal = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/** Reads XML. Throws at the first thing that is not well-formed. */
export function parseXml(text: string): Xml {
  if (illegal.test(text)) throw new Error("a character that XML 1.0 cannot hold");
  if (reference.test(text)) throw new Error("an ampersand that is no reference");
  const root: Xml = { name: "", attributes: {}, children: [], text: "" };
  const stack = [root];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (match === null) throw new Error(`not XML at ${at}: ${text.slice(at, at + 60)}`);
    const [, close, name, attributes = "", empty, words] = match;
    const top = stack.at(-1) ?? root;
    if (words !== undefined) top.text += words;
    else if (close !== undefined) {
      if (stack.pop()?.name !== name) throw new Error(`</${name}> closes ${top.name}`);
    } else if (name !== undefined) {
      const pairs = [...attributes.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]);
      if (new Set(pairs.map(([key]) => key)).size !== pairs.length) throw new Error(`an attribute twice in <${name}>`);
      const element: Xml = { name, attributes: Object.fromEntries(pairs), children: [], text: "" };
      top.children.push(element);
      if (empty === undefined) stack.push(element);
    }
  }
  const [only] = root.children;
  if (stack.length !== 1 || only === undefined || root.children.length !== 1) throw new Error("not one root element");
  return only;
}

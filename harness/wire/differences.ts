// SPDX-License-Identifier: GPL-2.0-only
// What was to be sent beside what is on the wire, byte for byte.

/** A frame as the key of a map: each byte is a character. */
const keyFor = (bytes: Buffer): string => bytes.toString("latin1");

/** Where two frames of a length differ. */
function describeChange(expected: Buffer, bytes: Buffer): string {
  const at = expected.findIndex((byte, index) => byte !== bytes[index]);
  const [right, wrong] = [expected, bytes].map((one) => one.toString("hex", at, at + 8));
  return `${expected.length} bytes: from byte ${at} ${wrong}, not ${right}`;
}

/** What is not on the wire as it was to be sent, in whatever order: missing, changed, there once more, or sent by nobody. */
export function differences(expected: readonly Buffer[], sent: readonly Buffer[]): string[] {
  const known = new Set(expected.map(keyFor));
  const left = new Map<string, Buffer[]>();
  for (const bytes of sent) {
    const same = left.get(keyFor(bytes));
    if (same === undefined) left.set(keyFor(bytes), [bytes]);
    else same.push(bytes);
  }
  const missing = expected.filter((bytes) => left.get(keyFor(bytes))?.pop() === undefined);
  const rest = [...left.values()].flat();
  const [again, strange] = [true, false].map((is) => rest.filter((bytes) => known.has(keyFor(bytes)) === is));
  const others = [...(strange ?? [])];
  const said = missing.map((bytes) => {
    const like = others.findIndex((one) => one.length === bytes.length);
    const [changed] = like < 0 ? [] : others.splice(like, 1);
    return changed === undefined ? `${bytes.length} bytes: missing` : describeChange(bytes, changed);
  });
  return [
    ...said,
    ...(again ?? []).map((bytes) => `${bytes.length} bytes: once more`),
    ...others.map((bytes) => `${bytes.length} bytes that nobody sent: ${bytes.toString("hex", 0, 32)}`),
  ];
}

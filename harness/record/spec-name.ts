// SPDX-License-Identifier: GPL-2.0-only

/** `bind` of `bind: the driver takes the NIC`. */
export function specFamily(spec: string): string {
  const colon = spec.indexOf(": ");
  return colon < 0 ? spec : spec.slice(0, colon);
}

/** `the driver takes the NIC` of `bind: the driver takes the NIC`. */
export function specSentence(spec: string): string {
  const colon = spec.indexOf(": ");
  return colon < 0 ? spec : spec.slice(colon + 2);
}

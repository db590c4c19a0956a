// SPDX-License-Identifier: GPL-2.0-only

/** `0000:01:00.0`: domain, bus, device, function. Not to be swapped with a MAC or a plain name. */
export type PciAddress = string & { readonly brand: "PciAddress" };

/** `52:54:00:…`, lower case. */
export type MacAddress = string & { readonly brand: "MacAddress" };

/** A PCI address. @throws {TypeError} if it is none. */
export function pciAddress(text: string): PciAddress {
  if (!/^[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/.test(text)) throw new TypeError(`${text} is no PCI address`);
  return text as PciAddress;
}

/** A MAC address. @throws {TypeError} if it is none. */
export function macAddress(text: string): MacAddress {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(text)) throw new TypeError(`${text} is no MAC address`);
  return text as MacAddress;
}

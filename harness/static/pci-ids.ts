// SPDX-License-Identifier: GPL-2.0-only
// The devices that a source says it binds: its table of PCI IDs, as far as that is numbers and plain macros. Pure.

/** Vendor and device. */
export interface PciId {
  readonly vendor: number;
  readonly device: number;
}

type Numbers = ReadonlyMap<string, number>;

/** `#define NAME 0x8086`. */
export function definedNumbers(text: string): Numbers {
  const found = text.matchAll(/^#\s*define\s+(\w+)\s+\(?(0x[0-9a-fA-F]+)\)?\s*(?:\/[/*].*)?$/gm);
  return new Map([...found].map(([, name = "", value = ""]) => [name, Number(value)]));
}

/** Entries of a table: the macros of include/linux/pci.h, and the bare initializer. */
const entries: readonly (readonly [pattern: RegExp, vendor: string, device: string])[] = [
  [/PCI_DEVICE(?:_SUB)?\s*\(\s*(\w+)\s*,\s*(\w+)/g, "$1", "$2"],
  [/PCI_VDEVICE\s*\(\s*(\w+)\s*,\s*(\w+)/g, "PCI_VENDOR_ID_$1", "$2"],
  [/PCI_DEVICE_DATA\s*\(\s*(\w+)\s*,\s*(\w+)/g, "PCI_VENDOR_ID_$1", "PCI_DEVICE_ID_$1_$2"],
  [/\{\s*(0x[0-9a-fA-F]+|PCI_VENDOR_ID_\w+)\s*,\s*(\w+)\s*,/g, "$1", "$2"],
];

/** Reads the tables of a source; `known` are numbers that its headers define. */
export function readPciIds(text: string, known: Numbers): readonly PciId[] {
  const own = definedNumbers(text);
  const value = (name: string): number | undefined =>
    /^0x/.test(name) ? Number(name) : (own.get(name) ?? known.get(name));
  const tables = [...text.matchAll(/struct pci_device_id\b[^;={]*=\s*\{([\s\S]*?)\n?\};/g)].map(
    ([, body = ""]) => body,
  );
  return tables.flatMap((table) =>
    entries.flatMap(([pattern, vendorName, deviceName]) =>
      [...table.matchAll(pattern)].flatMap(([, first = "", second = ""]) => {
        const named = (name: string): string => name.replace("$1", first).replace("$2", second);
        const [vendor, device] = [value(named(vendorName)), value(named(deviceName))];
        return vendor === undefined || device === undefined ? [] : [{ vendor, device }];
      }),
    ),
  );
}

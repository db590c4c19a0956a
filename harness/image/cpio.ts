// SPDX-License-Identifier: GPL-2.0-only
// The "newc" archive of Documentation/driver-api/early-userspace/buffer-format.rst, which the kernel unpacks into its
// first root. Pure: the same entries give the same bytes, on any day and for any user.

interface Named {
  /** Without a leading slash: `usr/sbin/dropbear`. */
  readonly path: string;
}

/** One thing in an archive. */
export type Entry = Named &
  (
    | { readonly kind: "directory"; readonly mode: number }
    | { readonly kind: "file"; readonly mode: number; readonly content: Uint8Array }
    | { readonly kind: "link"; readonly target: string }
    | { readonly kind: "device"; readonly mode: number; readonly major: number; readonly minor: number }
  );

/** The file type bits of st_mode, include/uapi/linux/stat.h. */
const type = { directory: 0o040000, file: 0o100000, link: 0o120000, device: 0o020000 } as const;

const alignment = 4;

/** Zero bytes that bring `length` to the boundary on which every part of an archive starts. */
export function padding(length: number): Buffer {
  return Buffer.alloc((alignment - (length % alignment)) % alignment);
}

function header(fields: readonly number[]): string {
  return "070701" + fields.map((field) => field.toString(16).padStart(8, "0")).join("");
}

function member(name: string, ino: number, mode: number, content: Uint8Array, rdev: readonly [number, number]): Buffer {
  const nameBytes = Buffer.from(name + "\0");
  const links = (mode & 0o170000) === type.directory ? 2 : 1;
  // ino mode uid gid nlink mtime filesize devmajor devminor rdevmajor rdevminor namesize check
  const head = header([ino, mode, 0, 0, links, 0, content.length, 0, 0, ...rdev, nameBytes.length, 0]);
  const start = Buffer.concat([Buffer.from(head), nameBytes]);
  return Buffer.concat([start, padding(start.length), content, padding(content.length)]);
}

function entryContent(entry: Entry): Uint8Array {
  if (entry.kind === "file") return entry.content;
  return entry.kind === "link" ? Buffer.from(entry.target) : Buffer.alloc(0);
}

/** Packs entries, in their order, into an archive whose length is a multiple of four. */
export function cpio(entries: readonly Entry[]): Buffer {
  const members = entries.map((entry, index) => {
    const mode = type[entry.kind] | (entry.kind === "link" ? 0o777 : entry.mode);
    const rdev = entry.kind === "device" ? ([entry.major, entry.minor] as const) : ([0, 0] as const);
    return member(entry.path, index + 1, mode, entryContent(entry), rdev);
  });
  return Buffer.concat([...members, member("TRAILER!!!", 0, 0, Buffer.alloc(0), [0, 0])]);
}

/**
 * Sorts entries by path and adds the folders that nobody named, mode 755: the kernel makes no parents.
 * Of two entries with one path the first stays.
 */
export function withParents(entries: readonly Entry[]): Entry[] {
  const byPath = new Map<string, Entry>();
  for (const entry of entries) if (!byPath.has(entry.path)) byPath.set(entry.path, entry);
  for (const { path } of entries) {
    const names = path.split("/");
    for (let depth = 1; depth < names.length; depth++) {
      const parent = names.slice(0, depth).join("/");
      if (!byPath.has(parent)) byPath.set(parent, { kind: "directory", path: parent, mode: 0o755 });
    }
  }
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

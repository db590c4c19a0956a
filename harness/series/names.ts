// SPDX-License-Identifier: GPL-2.0-only
// Which names of files a patch may bring: those that lie in the tree, and that neither git, make nor the lab takes
// for something else.

/** A path component may be so long (NAME_MAX), a path so long: the kernel's longest has 120 characters. */
const longest = { component: 255, path: 1024 };

/** What a build leaves in a tree, and what make or kbuild would take instead of what is there. */
const outputs: readonly RegExp[] = [
  // The lab's own build is in `build`.
  /^build(?:\/|$)/i,
  /^(?:\.config(?:\.old)?|vmlinux|System\.map|Module\.symvers|\.version|\.vmlinux.*)$/,
  /^(?:arch\/[^/]+\/)?include\/(?:config|generated)(?:\/|$)/,
  /(?:^|\/)(?:bzImage|vmlinux|modules\.(?:order|builtin|dep)|\.tmp_[^/]*)$/,
  /\.(?:o|ko|a|so|cmd|mod|symvers)$/,
];

/** GNU make looks for these before it looks for `Makefile`. */
const hijacks = /(?:^|\/)(?:GNUmakefile|makefile)$/;

/** What git keeps for itself: `.git` in any case, its short name on FAT, and what makes submodules. */
const gitsOwn = /^(?:\.git|git~\d+|\.gitmodules)$/i;

const shown = (char: string): string => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Why a patch must not name a path; undefined: it may. */
export function nameFault(name: string): string | undefined {
  const odd = /[^\w./+,@=~:#%-]/u.exec(name)?.[0];
  if (odd !== undefined) return `a file name has the character ${shown(odd)}`;
  const said = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  if (name.startsWith("/")) return `${said} is an absolute path`;
  const parts = name.split("/");
  if (parts.includes("..")) return `${said} leads out of the tree`;
  if (parts.some((part) => part === "" || part === ".")) return `${said} is no plain path`;
  if (name.length > longest.path || parts.some((part) => part.length > longest.component))
    return `the name ${said} is too long`;
  if (parts.some((part) => gitsOwn.test(part))) return `${said} belongs to git`;
  if (parts.some((part) => part.startsWith("-"))) return `${said} would be read as an option`;
  if (hijacks.test(name)) return `make would take ${said} instead of the Makefile`;
  if (outputs.some((pattern) => pattern.test(name))) return `${said} is what a build makes`;
  return undefined;
}

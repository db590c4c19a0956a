// SPDX-License-Identifier: GPL-2.0-only

/** What decides whether the lab may install packages. */
export interface Circumstances {
  readonly apt: boolean;
  /** How to become root: it is already, `sudo` that asks for no password, or not at all. */
  readonly power: "root" | "sudo" | "none";
  /** Somebody sits in front of it and can be asked. */
  readonly terminal: boolean;
  /** `$CI`: a machine of nobody's. */
  readonly ci: boolean;
  /** `$LAB_SETUP`, or `setup --yes` for `auto`. */
  readonly wish: "auto" | "never" | undefined;
}

/** Install, ask first, or tell what to do and stop. */
export function decide({ apt, power, terminal, ci, wish }: Circumstances): "install" | "ask" | "tell" {
  if (!apt || power === "none" || wish === "never") return "tell";
  if (wish === "auto" || ci) return "install";
  return terminal ? "ask" : "tell";
}

/** True if a variable of the environment is set to anything but a no. */
export function isSet(value: string | undefined): boolean {
  return value !== undefined && !["", "0", "false", "no"].includes(value.toLowerCase());
}

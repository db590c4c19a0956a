// SPDX-License-Identifier: GPL-2.0-only
import type { PortChange } from "../record/model.ts";

/** `since 4.12, fcc8487d477a` */
export function sinceText({ since, commit }: Pick<PortChange, "since" | "commit">): string {
  const version = /^\d/.test(since) ? `since ${since}` : since;
  return commit === undefined ? version : `${version}, ${commit}`;
}

// SPDX-License-Identifier: GPL-2.0-only
// All files below folders of sysfs or debugfs at once, by a program that keeps them open: images/tools/cmd_tree.c.
import * as z from "zod/mini";
import { answers, command, nothing } from "./command.ts";

const Tree = answers({
  /** How many are open so far, and how many below this folder could not be opened. */
  files: z.number(),
  refused: z.number(),
  /** One that could be opened for writing though its mode lets nobody write it; empty: none. */
  unlocked: z.string(),
});

const Read = answers({
  /** How many gave something, and with what errno the others refused. */
  read: z.number(),
  errnos: z.record(z.string(), z.number()),
  /** How many are not what their path leads to any more, and the first of those that could be read all the same. */
  gone: z.number(),
  alive: z.array(z.string()),
});

/** Opens all below a folder that can be read, except registers and ROMs. */
export const tree = (folder: string) => command(Tree, "tree", folder);
/** Reads each of them from its beginning. */
export const treeRead = () => command(Read, "tree-read");
export const treeShut = () => command(nothing, "tree-shut");

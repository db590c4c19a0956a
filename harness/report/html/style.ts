// SPDX-License-Identifier: GPL-2.0-only
import { census } from "./style/census.ts";
import { colours } from "./style/colours.ts";
import { matrix } from "./style/matrix.ts";
import { page } from "./style/page.ts";
import { parts } from "./style/parts.ts";
import { print } from "./style/print.ts";

/** The only style sheet of every page, inlined in its head. */
export const style = page + parts + colours + matrix + census + print;

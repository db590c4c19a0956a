// SPDX-License-Identifier: GPL-2.0-only
// One log in as many notations as people send logs in.
import { dmesg } from "./dmesg.ts";
import type { Notation } from "./entry.ts";
import { journal, syslog } from "./journal.ts";
import { texts } from "./texts.ts";
import { tools } from "./tools.ts";

/** All of them; names are unique. */
export const notations: readonly Notation[] = [...dmesg, ...journal, ...syslog, ...tools, ...texts];

#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0-only
// `npx msixlab …`: the lab as a package, whose dependencies npm has installed with it.
import { start } from "./start.mjs";

await start(process.argv.slice(2));

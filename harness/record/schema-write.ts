// SPDX-License-Identifier: GPL-2.0-only
// `npx tsx harness/record/schema-write.ts` writes run.schema.json anew from the types in model.ts, formatted as the repository wants it.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { runSchema } from "./json.ts";

writeFileSync(
  path.join(import.meta.dirname, "run.schema.json"),
  await format(runSchema(), { parser: "json", printWidth: 120 }),
);

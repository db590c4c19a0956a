// SPDX-License-Identifier: GPL-2.0-only
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import type { Command } from "@commander-js/extra-typings";
import { cacheRoot } from "../host/paths.ts";
import { configFolder } from "./config.ts";

/** `clean`: gives back the disk. */
export function clean(program: Command): void {
  program
    .command("clean")
    .description("remove generated files: the results in out/; with --cache also kernels and images")
    .option("--cache", "also remove the cache: the next run rebuilds its kernels")
    .action(async (options) => {
      const targets = [path.join(configFolder(), "out"), ...(options.cache ? [cacheRoot()] : [])].filter((dir) =>
        existsSync(dir),
      );
      for (const target of targets) {
        await rm(target, { recursive: true, force: true });
        console.log(`removed ${target}`);
      }
      if (targets.length === 0) console.log("nothing to remove");
    });
}

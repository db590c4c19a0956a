// SPDX-License-Identifier: GPL-2.0-only
// Code that no one driver owns, and the machines that exercise it. Of several rows that name a file the first counts.
import { busCores } from "./core/bus.ts";
import { debug, machines, type Core } from "./core/core.ts";
import { subsystemCores } from "./core/subsystem.ts";

export type { Core } from "./core/core.ts";

export const cores: readonly Core[] = [
  ...busCores,
  ...subsystemCores,
  {
    paths: [
      ...[
        "kernel/**",
        "mm/**",
        "lib/**",
        "init/**",
        "ipc/**",
        "fs/*",
        "fs/{proc,sysfs,kernfs,debugfs,notify,iomap}/**",
      ],
      ...["arch/x86/**", "drivers/base/**", "drivers/acpi/**", "security/*"],
      ...["include/linux/*.h", "include/uapi/**", "include/asm-generic/**"],
    ],
    reason: "code that every machine runs",
    machines: {
      quick: machines("igb", ["off", "intel"]),
      default: [...machines("e1000e", ["off"]), ...machines("igb", ["off"], debug)],
      full: [...machines("virtio-blk", ["off"]), ...machines("igb", ["intel"], debug)],
    },
  },
];

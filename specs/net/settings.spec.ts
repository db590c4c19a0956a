// SPDX-License-Identifier: GPL-2.0-only
// Memory may run out while the settings of an interface that is up are changed: rings, channels, MTU. Whatever fails, the
// interface comes up again and takes what it had.
import { frames, ownDriver } from "../../lab/device/needs.ts";
import { readInterface } from "../../harness/guest/network.ts";
import { sh } from "../../harness/guest/shell.ts";
import { forgetLeaks, leaks } from "../../harness/spec/detectors.ts";
import { family, notApplicable } from "../../harness/spec/index.ts";
import { works } from "../pci/in-use.ts";
import { sweep } from "../pci/sweep.ts";
import { require, section } from "./interface.ts";

const spec = family("settings", {
  devices: [frames, ownDriver],
  flavours: ["debug"],
  profile: "full",
  timeoutFactor: 2,
  oneIommu: true,
});

for (const [call, what, question] of [
  ["rings", "changing its rings", sh`-g`],
  ["channels", "changing its channels", sh`-l`],
  ["mtu", "changing its MTU", sh`-i`],
] as const)
  spec(
    `${what}: whatever fails in it, the interface comes up with the old setting, nothing leaks, and it works`,
    async (t, context) => {
      await works(context);
      const here = await readInterface(context.guest, context.device.address);
      const said = await require(context, sh`${question} ${here}`);
      const { RX: longest = 0, Combined: most = 0 } = section(said, "Pre-set maximums");
      if (call === "rings" && longest === 0) notApplicable("the driver's rings have one size");
      if (call === "channels" && most < 2) notApplicable("the driver has one channel");
      await forgetLeaks(context);
      const { broken, points } = await sweep(context, call);
      t.deepEqual(broken, []);
      if (points === 0) notApplicable("nothing in it can run out of memory");
      t.is(await leaks(context), "");
      await works(context);
    },
  );

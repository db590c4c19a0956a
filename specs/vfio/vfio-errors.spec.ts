// SPDX-License-Identifier: GPL-2.0-only
// An error of the bus is told to the program by its eventfd ERR. QEMU puts it in at the port: the models of most devices
// leave the error bits of Device Control read-only, so that nothing comes of it there.
import { belowPort, notVirtual } from "../../lab/device/needs.ts";
import { family } from "../../harness/spec/index.ts";
import { setIrqs } from "../../harness/spec/vfio-uapi.ts";
import { Config, driver, eventfds, openVfio, signalled, vfioDevices } from "./vfio.ts";

const spec = family("vfio-errors", {
  driver,
  devices: [...vfioDevices, notVirtual, belowPort],
  // AER is the kernel's own there.
  variants: ["pciehp"],
  about: ["vfio_pci_core_aer_err_detected", "pcie_do_recovery", "aer_*", "report_*"],
});

for (const [error, name] of [["COMP_TIME", "non-fatal"]] as const)
  spec(`a ${name} error is told, and the device is still the program's`, async (t, context) => {
    const { device, machine } = context;
    context.expectSplat({ kind: "device", title: /Uncorrect/, why: "the spec put it in" });
    await using vfio = await openVfio(context);
    await eventfds(vfio, "err");
    await vfio.ok(setIrqs({ index: "err", eventfds: ["err"] }));
    await machine.qmp.human(`pcie_aer_inject_error port0 ${error}`);
    t.true(await signalled(vfio, "err"));
    const config = await Config.of(vfio);
    t.is(await config.read(0, 2), device.vendor);
  });

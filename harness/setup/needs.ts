// SPDX-License-Identifier: GPL-2.0-only
// Everything the host must have, as one table. A need is probed by what it is (a command, a header, a library) and
// not by a package's name, so that the answer holds on any distribution; the packages are Debian's and Ubuntu's.

import { machineModels } from "../../lab/argv/index.ts";
import { findDevice } from "../../lab/device/index.ts";
import { cells } from "../../lab/matrix.ts";

/** How a need is looked for. */
export type Probe =
  | {
      readonly kind: "command";
      readonly command: string;
      /** argv that prints a version. */ readonly version?: string[];
    }
  | { readonly kind: "static-command"; readonly command: string }
  | { readonly kind: "header"; readonly header: string }
  | { readonly kind: "library"; readonly file: string }
  | { readonly kind: "qemu"; readonly minimum: string; readonly devices: readonly string[] };

/** One thing that the host must have, or should. */
export interface Need {
  readonly name: string;
  readonly why: string;
  readonly probe: Probe;
  readonly package: string;
  readonly optional?: true;
}

/** The first QEMU that emulates the 82576: hw/net/igb.c came with it. */
export const qemuMinimum = "8.0";
/** The package with the QEMU that the lab asks for a minimum of. */
export const qemuPackage = "qemu-system-x86";
/** The kernel that a run uses unless told otherwise, as Debian's and Ubuntu's source packages name it. */
export const kernelPackage = "linux-source-6.12";

const version = ["--version"];
const command = (name: string, why: string, pkg: string, args?: string[]): Need => ({
  name,
  why,
  probe: { kind: "command", command: name, ...(args === undefined ? {} : { version: args }) },
  package: pkg,
});

/** What the machines are made of that the quick profile has; others are skipped on a QEMU that has less. */
const quickModels = [
  ...new Set(
    cells({ profile: "quick" }).flatMap(({ device, iommu }) => machineModels({ device: findDevice(device), iommu })),
  ),
];

/** All needs, in the order that doctor shows. */
export const needs: readonly Need[] = [
  {
    name: "QEMU",
    why: "emulates the machines: igb, e1000e, the IOMMU",
    probe: {
      kind: "qemu",
      minimum: qemuMinimum,
      devices: quickModels,
    },
    package: qemuPackage,
  },
  command("gcc", "compiles the kernel and the guest's tools", "gcc", version),
  command("make", "runs the kernel's build", "make", version),
  command("ccache", "what was compiled for one configuration is not compiled again for the next", "ccache", version),
  {
    name: "static libc",
    why: "the guest's tools are linked statically",
    probe: { kind: "library", file: "libc.a" },
    package: "libc6-dev",
  },
  command("flex", "the kernel's configuration and dtc", "flex", version),
  command("bison", "the kernel's configuration and dtc", "bison", version),
  command("bc", "the kernel's time constants", "bc", version),
  command("perl", "scripts of the kernel's build", "perl", ["-e", "print substr($^V, 1)"]),
  {
    name: "libelf headers",
    why: "objtool, which the kernel's build runs",
    probe: { kind: "header", header: "libelf.h" },
    package: "libelf-dev",
  },
  {
    name: "OpenSSL headers",
    why: "the kernel's certificate tools",
    probe: { kind: "header", header: "openssl/opensslv.h" },
    package: "libssl-dev",
  },
  command("cpio", "packs the guest's initramfs", "cpio", version),
  command("zstd", "compresses kernels and snapshots", "zstd", version),
  command("xz", "unpacks the kernel's source", "xz-utils", version),
  command("tar", "unpacks the kernel's source", "tar", version),
  command("patch", "applies the series", "patch", version),
  command("git", "reads the series", "git", version),
  command("depmod", "lists the guest's modules", "kmod", version),
  {
    name: "static busybox",
    why: "the guest's shell and commands",
    probe: { kind: "static-command", command: "busybox" },
    package: "busybox-static",
  },
  command("dropbear", "the guest's SSH server", "dropbear-bin"),
  command("dropbearkey", "the guest's host key", "dropbear-bin"),
  command("ethtool", "the guest's tool for network drivers", "ethtool", version),
  command("ip", "the guest's tool for links and virtual functions", "iproute2", ["-V"]),
  command("mkfs.erofs", "the volume with Debian's programs for the guest", "erofs-utils", version),
  command("setpriv", "no child outlives the lab", "util-linux", version),
  command("timeout", "a command ends with all that it started", "coreutils", version),
  command("flock", "two labs share one cache", "util-linux", version),
  { ...command("sparse", "static checks: address spaces, byte orders, locks", "sparse", version), optional: true },
  { ...command("clang", "static checks: another compiler's warnings", "clang", version), optional: true },
  { ...command("ssh", "shell: a terminal in a guest", "openssh-client", ["-V"]), optional: true },
  { ...command("chromium", "npm test: the reports in a browser", "chromium", version), optional: true },
  { ...command("rsync", "--kselftest: how collections are installed", "rsync", version), optional: true },
  { ...command("spatch", "--port, static checks: semantic patches", "coccinelle", version), optional: true },
];

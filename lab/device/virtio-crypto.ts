// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, rootPort } from "./parts.ts";
import { virtioBars, virtioDriver } from "./virtio.ts";

/** QEMU 10.0 hw/virtio/virtio-crypto-pci.c. */
export const virtioCrypto = defineDevice({
  model: "virtio-crypto",
  chip: "virtio cryptographic accelerator",
  address: behindRootPort,
  vendor: 0x1af4,
  device: 0x1054,
  // QEMU's PCI_CLASS_OTHERS.
  class: 0x00ff,
  bars: virtioBars,
  vectors: 2,
  functionReset: true,
  migratable: false,
  driver: virtioDriver(["virtio_crypto", "crypto_engine"], { CRYPTO: "y", CRYPTO_HW: "y", CRYPTO_DEV_VIRTIO: "m" }),
  qemu: {
    before: [...rootPort, "-object", "cryptodev-backend-builtin,id=crypto0"],
    device: "virtio-crypto-pci,bus=port0,vectors=2,iommu_platform=on,cryptodev=crypto0",
  },
});

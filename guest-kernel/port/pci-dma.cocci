// SPDX-License-Identifier: GPL-2.0-only
// Name: PCI's own names of the DMA API are gone
// Since: 5.18
// Why: they stood for those of a struct device; memory that they gave came from GFP_ATOMIC
// Look for: pci_set_dma_mask, pci_set_consistent_dma_mask, pci_alloc_consistent, pci_zalloc_consistent, pci_free_consistent, pci_map_, pci_unmap_, pci_dma_, PCI_DMA_
// Needed: no include/linux/pci-dma-compat.h
// Needed: no include/asm-generic/pci-dma-compat.h
// Needed: include/linux/pci.h lacks \bpci_set_dma_mask\(

@calls@
expression pdev, mask, size, handle, address, page, offset, list, count, direction;
@@
(
-pci_set_dma_mask(pdev, mask)
+dma_set_mask(&pdev->dev, mask)
|
-pci_set_consistent_dma_mask(pdev, mask)
+dma_set_coherent_mask(&pdev->dev, mask)
|
-pci_alloc_consistent(pdev, size, handle)
+dma_alloc_coherent(&pdev->dev, size, handle, GFP_ATOMIC)
|
-pci_zalloc_consistent(pdev, size, handle)
+dma_alloc_coherent(&pdev->dev, size, handle, GFP_ATOMIC)
|
-pci_free_consistent(pdev, size, address, handle)
+dma_free_coherent(&pdev->dev, size, address, handle)
|
-pci_map_single(pdev, address, size, direction)
+dma_map_single(&pdev->dev, address, size, direction)
|
-pci_unmap_single(pdev, handle, size, direction)
+dma_unmap_single(&pdev->dev, handle, size, direction)
|
-pci_map_page(pdev, page, offset, size, direction)
+dma_map_page(&pdev->dev, page, offset, size, direction)
|
-pci_unmap_page(pdev, handle, size, direction)
+dma_unmap_page(&pdev->dev, handle, size, direction)
|
-pci_map_sg(pdev, list, count, direction)
+dma_map_sg(&pdev->dev, list, count, direction)
|
-pci_unmap_sg(pdev, list, count, direction)
+dma_unmap_sg(&pdev->dev, list, count, direction)
|
-pci_dma_sync_single_for_cpu(pdev, handle, size, direction)
+dma_sync_single_for_cpu(&pdev->dev, handle, size, direction)
|
-pci_dma_sync_single_for_device(pdev, handle, size, direction)
+dma_sync_single_for_device(&pdev->dev, handle, size, direction)
|
-pci_dma_sync_sg_for_cpu(pdev, list, count, direction)
+dma_sync_sg_for_cpu(&pdev->dev, list, count, direction)
|
-pci_dma_sync_sg_for_device(pdev, list, count, direction)
+dma_sync_sg_for_device(&pdev->dev, list, count, direction)
|
-pci_dma_mapping_error(pdev, handle)
+dma_mapping_error(&pdev->dev, handle)
)

@words@
@@
(
-PCI_DMA_BIDIRECTIONAL
+DMA_BIDIRECTIONAL
|
-PCI_DMA_TODEVICE
+DMA_TO_DEVICE
|
-PCI_DMA_FROMDEVICE
+DMA_FROM_DEVICE
|
-PCI_DMA_NONE
+DMA_NONE
)

@included@
@@
#include <linux/dma-mapping.h>

@depends on (calls || words) && !included@
@@
#include <linux/pci.h>
+#include <linux/dma-mapping.h>

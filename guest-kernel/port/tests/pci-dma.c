#include <linux/module.h>
#include <linux/pci.h>

static int probe(struct pci_dev *pdev, struct state *state)
{
	if (pci_set_dma_mask(pdev, DMA_BIT_MASK(64)) || pci_set_consistent_dma_mask(pdev, DMA_BIT_MASK(64)))
		return -EIO;
	state->ring = pci_alloc_consistent(pdev, RING_SIZE, &state->handle);
	state->buffer = pci_map_single(state->pdev, state->data, 4096, PCI_DMA_TODEVICE);
	if (pci_dma_mapping_error(state->pdev, state->buffer))
		return -ENOMEM;
	pci_dma_sync_single_for_cpu(pdev, state->buffer, 4096, PCI_DMA_FROMDEVICE);
	pci_unmap_single(pdev, state->buffer, 4096, PCI_DMA_TODEVICE);
	pci_free_consistent(pdev, RING_SIZE, state->ring, state->handle);
	return 0;
}

/* becomes */

#include <linux/module.h>
#include <linux/pci.h>
#include <linux/dma-mapping.h>

static int probe(struct pci_dev *pdev, struct state *state)
{
	if (dma_set_mask(&pdev->dev, DMA_BIT_MASK(64)) || dma_set_coherent_mask(&pdev->dev, DMA_BIT_MASK(64)))
		return -EIO;
	state->ring = dma_alloc_coherent(&pdev->dev, RING_SIZE,
					 &state->handle, GFP_ATOMIC);
	state->buffer = dma_map_single(&state->pdev->dev, state->data, 4096,
				       DMA_TO_DEVICE);
	if (dma_mapping_error(&state->pdev->dev, state->buffer))
		return -ENOMEM;
	dma_sync_single_for_cpu(&pdev->dev, state->buffer, 4096,
				DMA_FROM_DEVICE);
	dma_unmap_single(&pdev->dev, state->buffer, 4096, DMA_TO_DEVICE);
	dma_free_coherent(&pdev->dev, RING_SIZE, state->ring, state->handle);
	return 0;
}

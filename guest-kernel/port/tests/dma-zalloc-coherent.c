static void *ring(struct pci_dev *pdev, dma_addr_t *handle)
{
	return dma_zalloc_coherent(&pdev->dev, RING_SIZE, handle, GFP_KERNEL);
}

/* becomes */

static void *ring(struct pci_dev *pdev, dma_addr_t *handle)
{
	return dma_alloc_coherent(&pdev->dev, RING_SIZE, handle, GFP_KERNEL);
}

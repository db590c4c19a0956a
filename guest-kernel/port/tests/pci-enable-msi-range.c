static int enable(struct pci_dev *pdev)
{
	int count = pci_enable_msi_range(pdev, 1, 4);

	if (count < 0)
		return pci_enable_msi_exact(pdev, 1);
	return 0;
}

/* becomes */

static int enable(struct pci_dev *pdev)
{
	int count = pci_alloc_irq_vectors(pdev, 1, 4, PCI_IRQ_MSI);

	if (count < 0)
		return min(0, pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI));
	return 0;
}

static int demo_probe(struct pci_dev *pdev)
{
	int err = pci_enable_pcie_error_reporting(pdev);

	pci_enable_pcie_error_reporting(pdev);
	return err;
}

static void demo_remove(struct pci_dev *pdev)
{
	pci_disable_pcie_error_reporting(pdev);
	pci_disable_device(pdev);
}

/* becomes */

static int demo_probe(struct pci_dev *pdev)
{
	int err = 0;

	return err;
}

static void demo_remove(struct pci_dev *pdev)
{
	pci_disable_device(pdev);
}

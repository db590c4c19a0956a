static int __devinit demo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	return 0;
}

static const char demo_name[] __devinitconst = "demo";

static void __devexit demo_remove(struct pci_dev *pdev)
{
}

static struct pci_driver demo_driver = {
	.probe = demo_probe,
	.remove = __devexit_p(demo_remove),
};

/* becomes */

static int demo_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	return 0;
}

static const char demo_name[] = "demo";

static void demo_remove(struct pci_dev *pdev)
{
}

static struct pci_driver demo_driver = {
	.probe = demo_probe,
	.remove = demo_remove,
};

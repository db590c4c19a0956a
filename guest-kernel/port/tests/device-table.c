static DEFINE_PCI_DEVICE_TABLE(demo_ids) = {
	{ PCI_DEVICE(0x8086, 0x10c9) },
	{ }
};

static const DEFINE_PCI_DEVICE_TABLE(more_ids) = {
	{ }
};

/* becomes */

static const struct pci_device_id demo_ids[] = {
	{ PCI_DEVICE(0x8086, 0x10c9) },
	{ }
};

static const struct pci_device_id more_ids[] = {
	{ }
};

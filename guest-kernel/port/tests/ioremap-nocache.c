static int map(struct pci_dev *pdev, struct state *state)
{
	state->registers = ioremap_nocache(pci_resource_start(pdev, 0), pci_resource_len(pdev, 0));
	state->table = devm_ioremap_nocache(&pdev->dev, pci_resource_start(pdev, 3), 4096);
	return state->registers && state->table ? 0 : -ENOMEM;
}

/* becomes */

static int map(struct pci_dev *pdev, struct state *state)
{
	state->registers = ioremap(pci_resource_start(pdev, 0),
				   pci_resource_len(pdev, 0));
	state->table = devm_ioremap(&pdev->dev, pci_resource_start(pdev, 3),
				    4096);
	return state->registers && state->table ? 0 : -ENOMEM;
}

static int enable(struct device_state *state)
{
	int err = pci_enable_msix(state->pdev, state->entries, ARRAY_SIZE(state->entries));

	if (err > 0)
		return -ENOSPC;
	return pci_enable_msix_range(state->pdev, state->entries, 1, 4);
}

/* becomes */

static int enable(struct device_state *state)
{
	int err = pci_enable_msix_exact(state->pdev, state->entries,
					ARRAY_SIZE(state->entries));

	if (err > 0)
		return -ENOSPC;
	return pci_enable_msix_range(state->pdev, state->entries, 1, 4);
}

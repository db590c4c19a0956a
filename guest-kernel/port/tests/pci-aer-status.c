static void demo_resume(struct pci_dev *pdev)
{
	pci_cleanup_aer_uncorrect_error_status(pdev);
}

/* becomes */

static void demo_resume(struct pci_dev *pdev)
{
	pci_aer_clear_nonfatal_status(pdev);
}

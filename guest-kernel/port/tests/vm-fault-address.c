static unsigned long distance(struct vm_area_struct *vma, struct vm_fault *vmf)
{
	pr_debug("%p\n", vmf->virtual_address);
	return (unsigned long)vmf->virtual_address - vma->vm_start;
}

/* becomes */

static unsigned long distance(struct vm_area_struct *vma, struct vm_fault *vmf)
{
	pr_debug("%p\n", (void __user *)vmf->address);
	return vmf->address - vma->vm_start;
}

static int demo_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
{
	struct demo *demo = vma->vm_private_data;

	vmf->page = demo->page;
	return 0;
}

static int never_fault(struct vm_area_struct *vma, struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static int late_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct demo_ops = {
	.open = demo_open,
	.fault = demo_fault,
};

static const struct vm_operations_struct never_ops = {
	.fault = never_fault,
};

static const struct vm_operations_struct late_ops = {
	.fault = late_fault,
};

/* becomes */

static vm_fault_t demo_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct demo *demo = vma->vm_private_data;

	vmf->page = demo->page;
	return 0;
}

static vm_fault_t never_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static vm_fault_t late_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

static const struct vm_operations_struct demo_ops = {
	.open = demo_open,
	.fault = demo_fault,
};

static const struct vm_operations_struct never_ops = {
	.fault = never_fault,
};

static const struct vm_operations_struct late_ops = {
	.fault = late_fault,
};

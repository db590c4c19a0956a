static int map(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_WRITE)
		return -EPERM;
	vma->vm_flags |= VM_IO | VM_DONTEXPAND;
	vma->vm_flags &= ~VM_MAYWRITE;
	vma->vm_flags = vma->vm_flags | VM_DONTDUMP;
	return 0;
}

/* becomes */

static int map(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_flags & VM_WRITE)
		return -EPERM;
	vm_flags_set(vma, VM_IO | VM_DONTEXPAND);
	vm_flags_clear(vma, VM_MAYWRITE);
	vm_flags_reset(vma, vma->vm_flags | VM_DONTDUMP);
	return 0;
}

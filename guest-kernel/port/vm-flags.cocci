// SPDX-License-Identifier: GPL-2.0-only
// Name: vm_flags of an area are changed by functions
// Since: 6.3
// Why: the member is const
// Look for: vm_flags
// Needed: include/linux/mm.h has \bvm_flags_set\(

@@
struct vm_area_struct *vma;
expression flags;
@@
(
-vma->vm_flags |= flags
+vm_flags_set(vma, flags)
|
-vma->vm_flags &= ~flags
+vm_flags_clear(vma, flags)
|
-vma->vm_flags = flags
+vm_flags_reset(vma, flags)
)
